#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { createFakeWallabag } from './fake.js'
import type { Version } from './state/version.js'

const USAGE = `Usage: wallabag-fake [options]

  --port <number>      the port on 127.0.0.1 (default: a free one)
  --seed <number>      put a library in, made from this number
  --count <number>     how many articles (default: 100, with --seed)
  --version <version>  2.6.14 (default) or 2.7.0-dev
  --latency <ms>       milliseconds until an answer (default: 0)
  --help               this text
`

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string' },
      count: { type: 'string', default: '100' },
      version: { type: 'string', default: '2.6.14' },
      latency: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    port: numberOf('port', values.port, 65_535),
    seed: values.seed === undefined ? undefined : numberOf('seed', values.seed),
    count: numberOf('count', values.count),
    version: versionOf(values.version),
    latency: numberOf('latency', values.latency),
    help: values.help,
  }
}

function numberOf(name: string, text: string, max = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= max) return number
  throw new Error(`--${name} must be a whole number from 0 to ${max}, not "${text}".`)
}

function versionOf(text: string): Version {
  if (text === '2.6.14' || text === '2.7.0-dev') return text
  throw new Error(`--version must be 2.6.14 or 2.7.0-dev, not "${text}".`)
}

async function main(): Promise<void> {
  const { port, seed, count, version, latency, help } = readArguments()
  if (help) {
    process.stdout.write(USAGE)
    return
  }
  const fake = createFakeWallabag({ version, latency })
  if (seed !== undefined) fake.seed.library(count, { seed })
  const { url, close } = await fake.listen(port)
  const { clientId, clientSecret, username, password } = fake.credentials
  process.stdout.write(`A fake Wallabag ${version} at ${url}
WALLABAG_URL=${url}
WALLABAG_CLIENT_ID=${clientId}
WALLABAG_CLIENT_SECRET=${clientSecret}
WALLABAG_USERNAME=${username}
WALLABAG_PASSWORD=${password}
Ctrl-C ends it.
`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = 1
}

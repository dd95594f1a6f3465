#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { createFakeWallabag, type FakeWallabag } from './fake.js'
import { checkFault, isRuleName, namedFaults } from './faults/check.js'
import type { Fault, FaultDetails, FaultRule } from './faults/kinds.js'
import type { Version } from './state/version.js'

const USAGE = `Usage: wallabag-fake [options]

  --port <number>      the port on 127.0.0.1 (default: a free one)
  --seed <number>      put a library in, made from this number; its latest articles are
                       from this week, and two have notes
  --count <number>     how many articles (default: 100, with --seed)
  --version <version>  2.6.14 (default) or 2.7.0-dev
  --latency <ms>       milliseconds until an answer (default: 0)
  --fault <fault>      a fault by its name, for all requests or for some, such as
                       busy, "html-error POST /api/entries" or "gateway-404 /api/entries/*";
                       details and rules follow as name=value: "busy retryAfter=5 nth=2";
                       may be given more than once
  --help               this text

Its standard output can be evaluated by a shell that starts it in the background:
  wallabag-fake --seed 1 > fake.env & sleep 1; . ./fake.env
Pages at hosts that end in .invalid cannot be fetched.
`

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string' },
      count: { type: 'string', default: '100' },
      version: { type: 'string', default: '2.6.14' },
      latency: { type: 'string', default: '0' },
      fault: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    port: numberOf('port', values.port, 65_535),
    seed: values.seed === undefined ? undefined : numberOf('seed', values.seed),
    count: numberOf('count', values.count),
    version: versionOf(values.version),
    latency: numberOf('latency', values.latency),
    faults: values.fault.map(faultOf),
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

/**
 * Parses `kind [METHOD] [/path] [name=value …]`. A name that rules do not have is a detail of the
 * fault.
 */
function faultOf(text: string): { rule: FaultRule; fault: Fault } {
  const [name = '', ...words] = text.trim().split(/\s+/)
  const rule: Record<string, unknown> = {}
  const details: Record<string, unknown> = {}
  for (const word of words) {
    const [key = '', value] = word.split(/=(.*)/s)
    if (value !== undefined) (isRuleName(key) ? rule : details)[key] = plainValue(value)
    else if (word.startsWith('/')) rule['path'] = word
    else rule['method'] = word
  }
  if (!isFaultName(name)) {
    throw new Error(`--fault must begin with the name of a fault, not "${name}".`)
  }
  const fault = { ...namedFaults[name], ...details }
  checkFault(rule, fault)
  return { rule, fault }
}

function isFaultName(name: string): name is FaultDetails['kind'] {
  return Object.hasOwn(namedFaults, name)
}

/** Converts numbers, true and false. `names=a,b` becomes a list. */
function plainValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text.includes(',')) return text.split(',')
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

/**
 * Sets the date of the latest five articles to this week, and annotates two, so that programs that
 * look for such entries find some.
 */
function makeRecent(fake: FakeWallabag, ids: readonly number[]): void {
  const now = Math.floor(Date.now() / 1000)
  for (const [days, id] of ids.slice(-5).reverse().entries()) {
    const createdAt = now - days * 86_400 - 3600
    fake.behind.change(id, { createdAt, updatedAt: createdAt, archivedAt: null })
  }
  const { entries, annotations } = fake.behind.backup()
  const notes = entries.slice(-2).map(({ id, user, createdAt, content }, index) => {
    const quote = /<p>(.*?[.。])/.exec(content ?? '')?.[1] ?? ''
    const range = { start: '/p[1]', startOffset: '0', end: '/p[1]', endOffset: `${quote.length}` }
    const times = { createdAt, updatedAt: createdAt }
    return {
      id: index + 1,
      entry: id,
      user,
      text: 'Worth remembering',
      quote,
      ranges: [range],
      ...times,
    }
  })
  fake.behind.restore({ entries, annotations: [...annotations, ...notes] })
}

async function main(): Promise<void> {
  const { port, seed, count, version, latency, faults, help } = readArguments()
  if (help) {
    process.stdout.write(USAGE)
    return
  }
  const fake = createFakeWallabag({ version, latency })
  const { library } = fake.seed
  if (seed !== undefined) makeRecent(fake, library(count, { seed }))
  const { url, close } = await fake.listen(port)
  const { clientId, clientSecret, username, password } = fake.credentials
  for (const { rule, fault } of faults) fake.fault(rule, fault)
  process.stdout.write(`# A fake Wallabag ${version} at ${url}
export WALLABAG_URL=${url}
export WALLABAG_CLIENT_ID=${clientId}
export WALLABAG_CLIENT_SECRET=${clientSecret}
export WALLABAG_USERNAME=${username}
export WALLABAG_PASSWORD=${password}
# Ctrl-C ends it.
`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = 1
}

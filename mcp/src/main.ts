import { lookup } from 'node:dns/promises'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { connect } from './account.js'
import { createServer } from './server.js'
import { Service } from './service.js'
import { type Command, help, readCommand, StartError } from './settings.js'
import { version } from './version.js'

/** Runs the command line and sets the exit code. */
export async function main(words: readonly string[]): Promise<void> {
  try {
    await run(readCommand(words))
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    say(`wallabag-mcp: ${error.message}`)
    process.exitCode = 2
  }
}

async function run({ run, port, settings }: Command): Promise<void> {
  if (run === 'help') return print(help)
  if (run === 'version') return print(version)
  const service = new Service(settings, connect, say, addressesOf)
  if (run === 'doctor') {
    const { doctor } = await import('./doctor.js')
    process.exitCode = (await doctor(service, print)) ? 0 : 1
    return service.close()
  }
  if (run === 'http') {
    const { listen, tokenVariable } = await import('./http.js')
    const { url, close } = await listen(service, port, process.env[tokenVariable])
    say(`Serving on ${url}`)
    return onEnd(service, close)
  }
  const { close } = serveStdio(() => createServer(service), {
    onerror: ({ message }) => say(`error: ${message}`),
  })
  // The client ends this process by closing its input.
  process.stdin.once('end', () => void service.close())
  onEnd(service, close)
}

/** Finishes the running calls when the process is asked to end. A second signal ends it at once. */
function onEnd(service: Service, close: () => Promise<void>): void {
  const end = () => {
    process.once('SIGINT', () => process.exit(130))
    process.once('SIGTERM', () => process.exit(143))
    void close().then(() => service.close())
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}

/** Writes to standard error, because standard output is for the protocol. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

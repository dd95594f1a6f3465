import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Command } from 'commander'
import { folderStore } from 'wallabag-sdk/node'
import { createSync, type SyncEvent } from 'wallabag-sdk/sync'
import { type CommonOptions, withClient } from '../account/connect.js'
import { stateFolder } from '../account/paths.js'
import { CliError, exit } from '../exit.js'
import { messageOf } from '../output/error.js'
import { print, say } from '../output/streams.js'
import { cleanLine, json } from '../output/text.js'

interface WatchCommandOptions extends CommonOptions {
  readonly every?: string
  readonly once?: true
  readonly jsonl?: true
  readonly exec?: string
}

export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('show what is new, changed or deleted since the last time, and then as it happens')
    .option('--every <time>', 'how often to look: 30s, 5m, 1h (default: 5m)')
    .option('--once', 'look once, then exit')
    .option('--jsonl', 'one line of JSON for each event')
    .option('--exec <program>', 'run a program for each event, with its JSON on standard input')
    .addHelpText('after', help)
    .action((_: unknown, command: Command) => watch(command.optsWithGlobals()))
}

async function watch(options: WatchCommandOptions): Promise<void> {
  const every = millisecondsOf(options.every ?? '5m')
  await withClient(options, async (wallabag) => {
    const { id } = await wallabag.user.get()
    const name = createHash('sha256')
      .update(JSON.stringify([wallabag.url, id]))
      .digest('hex')
    const store = folderStore(join(stateFolder(), 'watch', name.slice(0, 32)))
    const sync = createSync(wallabag, { store })
    const isFirst = (await store.keys('entry/')).length === 0
    const end = new AbortController()
    const stop = () => end.abort()
    for (const signal of signals) process.on(signal, stop)
    try {
      if (isFirst) {
        const { added } = await sync.run({ signal: end.signal })
        say(`${added} entries are known now; changes are reported from here on.`)
        if (options.once) return
      }
      const run = { signal: end.signal }
      const onError = (error: unknown) => say(messageOf(error))
      const events = options.once ? sync.run(run) : sync.watch({ ...run, every, onError })
      for await (const event of events) await tell(event, options)
    } catch (error) {
      if (!end.signal.aborted) throw error
    } finally {
      for (const signal of signals) process.off(signal, stop)
    }
  })
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function tell(event: SyncEvent, { jsonl, exec }: WatchCommandOptions): Promise<void> {
  const { type, entry } = event
  if (jsonl) print(json(event))
  else {
    const what = event.type === 'changed' ? event.fields.join(',') : ''
    print([type, entry.id, cleanLine(entry.title ?? entry.url ?? ''), what].join('\t').trimEnd())
  }
  if (exec !== undefined) await run(exec, event)
}

/**
 * Runs a program for an event without a shell, which could interpret parts of a title as commands.
 * The option is split at spaces.
 */
function run(command: string, event: SyncEvent): Promise<void> {
  const [program = '', ...words] = command.trim().split(/\s+/)
  return new Promise((resolve) => {
    const child = execFile(program, words, (error, stdout, stderr) => {
      process.stdout.write(stdout)
      process.stderr.write(stderr)
      if (error) {
        say(`${program} ended with ${error.code ?? error.message} for entry ${event.entry.id}.`)
        process.exitCode = exit.failed
      }
      resolve()
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(`${json(event)}\n`)
  })
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

function millisecondsOf(text: string): number {
  const [, amount, unit = ''] = /^([1-9]\d*)([smh])$/.exec(text) ?? []
  const length = units[unit]
  if (length !== undefined) return Number(amount) * length
  throw new CliError(`--every must be a time such as 30s, 5m or 1h, not “${text}”.`, exit.usage)
}

const help = `
What was shown is recorded in your state folder, so a later run shows what
happened in the meantime. The program runs without a shell; its arguments are
split at blanks.

Examples:
  wallabag watch --jsonl | jq .entry.title
  wallabag watch --every 1m --exec "notify-send wallabag"
  wallabag watch --once`

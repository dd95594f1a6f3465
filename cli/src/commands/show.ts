import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import type { Entry, Wallabag } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { protocolOf } from '../importers/plan.js'
import { print, say } from '../output/streams.js'
import { json } from '../output/text.js'
import { readEntries } from '../targets/targets.js'
import { readTargets } from '../targets/words.js'

/** Adds `show` and `open`. */
export function addShowCommands(program: Command): void {
  program
    .command('show')
    .description('show an article as text')
    .argument('<targets...>', 'ids, addresses, or - for those on stdin')
    .option('--json', 'the entry with its content, as JSON')
    .addHelpText('after', showExamples)
    .action((words: string[], _: unknown, command: Command) =>
      show(words, command.optsWithGlobals()),
    )
  program
    .command('open')
    .description('open an article in the browser')
    .argument('<target>', 'an id or an address')
    .option('--in-wallabag', 'open the entry in Wallabag, not the original page')
    .addHelpText('after', openExamples)
    .action((word: string, _: unknown, command: Command) => open(word, command.optsWithGlobals()))
}

async function show(words: readonly string[], options: CommonOptions & { json?: true }) {
  const { articleText } = await import('../output/article.js')
  await withClient(options, async (wallabag) => {
    for (const entry of await read(wallabag, words)) {
      print(options.json ? json(entry, 2) : articleText(entry))
    }
  })
}

async function open(word: string, options: CommonOptions & { inWallabag?: true }) {
  await withClient(options, async (wallabag) => {
    for (const entry of await read(wallabag, [word])) {
      openInBrowser((options.inWallabag ? entry.viewUrl : entry.url) ?? '')
    }
  })
}

async function read(wallabag: Wallabag, words: readonly string[]): Promise<Entry[]> {
  return readEntries(wallabag, await readTargets(words), (id) => wallabag.entries.get(id))
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/**
 * Opens an address without a shell, which could interpret parts of it as commands. Only web
 * addresses are opened, because an entry can have any address that its server accepts.
 */
function openInBrowser(address: string): void {
  if (!/^https?:$/.test(protocolOf(address) ?? '')) {
    throw new CliError('The address is not a web address, so it is not opened.')
  }
  const [program = '', ...words] = openers[process.platform] ?? ['xdg-open']
  // The normalised form has no spaces or quotes that a program might misinterpret.
  const child = spawn(program, [...words, new URL(address).href], {
    detached: true,
    stdio: 'ignore',
    shell: false,
  })
  child.on('error', () => {
    say(`wallabag: ${program} cannot be started.`)
    process.exitCode = exit.failed
  })
  child.unref()
}

const showExamples = `
Examples:
  wallabag show 12
  wallabag show https://example.org/article | less`

const openExamples = `
Examples:
  wallabag open 12
  wallabag open 12 --in-wallabag`

import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { decode } from '../importers/encoding.js'
import { type ReadLine, readLine } from '../importers/line.js'
import { runJob } from '../job.js'
import { say } from '../output/streams.js'
import { cleanLine, json } from '../output/text.js'
import { collect, labels } from '../targets/filter.js'

interface SaveCommandOptions extends CommonOptions {
  readonly file?: readonly string[]
  readonly tag?: readonly string[]
  readonly title?: string
  readonly archived?: true
  readonly starred?: true
  readonly keep?: true
  readonly dryRun?: true
  readonly json?: true
}

export function addSaveCommand(program: Command): void {
  program
    .command('save')
    .description('save addresses; none is saved twice')
    .argument(
      '[urls...]',
      'addresses, or - for those on stdin, one a line, optionally followed by a title',
    )
    .option('--file <file>', 'a file with one address a line; may be repeated', collect)
    .option('--tag <label>', 'a tag to add; may be repeated', labels)
    .option('--title <title>', 'the title, for a single address')
    .option('--archived', 'archive it at once')
    .option('--starred', 'star it')
    .option('--keep', 'leave entries that are already saved unchanged')
    .option('--dry-run', 'only show what would be done')
    .option('--json', 'one line of JSON for each address')
    .addHelpText('after', examples)
    .action((words: string[], _: unknown, command: Command) =>
      save(words, command.optsWithGlobals()),
    )
}

async function save(words: readonly string[], options: SaveCommandOptions): Promise<void> {
  const { given, refused } = await linesOf(words, options.file ?? [])
  if (given.length + refused.length === 0) {
    throw new CliError('Give addresses, --file or - for stdin.', exit.usage)
  }
  for (const line of refused) say(`Refused: ${cleanLine(line)}`)
  if (given.length === 0) throw new CliError('There is no address to save.', exit.usage)
  if (refused.length > 0) process.exitCode = exit.failed
  const { tag: tags, archived, starred, dryRun } = options
  if (options.title !== undefined && given.length > 1) {
    throw new CliError('--title is for a single address.', exit.usage)
  }
  const ifExists = options.keep ? ('skip' as const) : ('update' as const)
  const inputs = given.map(({ url, title }) => {
    const own = options.title ?? title ?? undefined
    return { url, title: own, tags, archived, starred, ifExists }
  })
  await withClient(options, async (wallabag) => {
    await runJob((job) => wallabag.entries.saveMany(inputs, { ...job, dryRun }), {
      label: dryRun ? 'Looking' : 'Saving',
      name: nameOf,
      line: ({ input, id, status, action, reason, entry }) => {
        const url = nameOf(input)
        const title = entry?.title ?? null
        if (options.json) return json({ id, url, status, action, reason, title })
        return [action ?? reason ?? status, id ?? '', url, cleanLine(title ?? '')]
          .join('\t')
          .trimEnd()
      },
      resume: 'Run the same command again; nothing is saved twice.',
    })
  })
}

function nameOf(input: string | { readonly url: string }): string {
  return cleanLine(typeof input === 'string' ? input : input.url)
}

interface Lines {
  readonly given: ReadLine[]
  /** The lines without an address, with their position. */
  readonly refused: string[]
}

/** Reads addresses with optional titles from arguments, files and standard input. */
async function linesOf(words: readonly string[], files: readonly string[]): Promise<Lines> {
  const lines: Lines = { given: [], refused: [] }
  const read = (content: string, place: string) => {
    for (const [index, line] of content.split(/\r\n|\n|\r/).entries()) {
      if (line.trim() === '' || line.trim().startsWith('#')) continue
      const found = readLine(line)
      if (found.length > 0) lines.given.push(...found)
      else
        lines.refused.push(
          `${place.replace('%', String(index + 1))}“${line.trim()}” is not a web address`,
        )
    }
  }
  for (const word of words) {
    if (word === '-') read(await text(process.stdin), 'line % of standard input: ')
    else read(word, '')
  }
  for (const file of files) {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new CliError(`${file} cannot be read (${error.code}).`, exit.usage)
    })
    read(decode(bytes).text, `line % of ${file}: `)
  }
  return lines
}

const examples = `
Examples:
  wallabag save https://example.org/article --tag "to read"
  wallabag save --file links.txt --archived
  pbpaste | wallabag save -`

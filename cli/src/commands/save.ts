import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { runJob, setExitCode } from '../job.js'
import { cleanLine, json } from '../output/text.js'
import { collect } from '../targets/filter.js'
import { lines } from '../targets/words.js'

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

/** Adds `save`. */
export function addSaveCommand(program: Command): void {
  program
    .command('save')
    .description('save addresses; one that is saved already is not saved twice')
    .argument('[urls...]', 'addresses, or - for those on stdin, one a line')
    .option('--file <file>', 'a file with an address a line; may be repeated', collect)
    .option('--tag <label>', 'a tag to add; may be repeated', collect)
    .option('--title <title>', 'the title, for a single address')
    .option('--archived', 'archived at once')
    .option('--starred', 'with a star')
    .option('--keep', 'change nothing about what is saved already')
    .option('--dry-run', 'only say what would be done')
    .option('--json', 'a line of JSON for each address')
    .addHelpText('after', examples)
    .action((words: string[], _: unknown, command: Command) =>
      save(words, command.optsWithGlobals()),
    )
}

async function save(words: readonly string[], options: SaveCommandOptions): Promise<void> {
  const urls = await addresses(words, options.file ?? [])
  if (urls.length === 0) throw new CliError('Give addresses, --file or - for stdin.', exit.usage)
  const { title, tag: tags, archived, starred, dryRun } = options
  if (title !== undefined && urls.length > 1) {
    throw new CliError('--title is for a single address.', exit.usage)
  }
  const ifExists = options.keep ? ('skip' as const) : ('update' as const)
  const inputs = urls.map((url) => ({ url, title, tags, archived, starred, ifExists }))
  await withClient(options, async (wallabag) => {
    const report = await runJob((job) => wallabag.entries.saveMany(inputs, { ...job, dryRun }), {
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
    setExitCode(report)
  })
}

function nameOf(input: string | { readonly url: string }): string {
  return cleanLine(typeof input === 'string' ? input : input.url)
}

async function addresses(words: readonly string[], files: readonly string[]): Promise<string[]> {
  const urls: string[] = []
  for (const word of words) {
    if (word === '-') urls.push(...lines(await text(process.stdin)))
    else urls.push(word)
  }
  for (const file of files) {
    const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CliError(`${file} cannot be read (${error.code}).`, exit.usage)
    })
    urls.push(...lines(content))
  }
  return urls
}

const examples = `
Examples:
  wallabag save https://example.org/article --tag "to read"
  wallabag save --file links.txt --archived
  pbpaste | wallabag save -`

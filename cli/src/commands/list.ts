import type { Command } from 'commander'
import type { EntrySummary } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { type EntryOutputOptions, printEntries, withEntryOutput } from '../output/entries.js'
import { print, say } from '../output/streams.js'
import { type FilterOptions, filterOf, number, withFilter } from '../targets/filter.js'

interface ListCommandOptions extends CommonOptions, FilterOptions, EntryOutputOptions {
  readonly sort?: string
  readonly oldest?: true
  readonly limit?: number
  readonly all?: true
}

const usualLimit = 30
/** What entries can be sorted by. */
export const orders = ['created', 'updated', 'archived'] as const

/** Adds `list`, `search` and `count`. */
export function addListCommands(program: Command): void {
  withEntryOutput(withFilter(program.command('list').description('list entries, newest first')))
    .option('--sort <order>', `by the time of: ${orders.join(', ')}`)
    .option('--oldest', 'oldest first')
    .option('--limit <number>', `at most this many (default: ${usualLimit})`, number)
    .option('--all', 'without a limit')
    .addHelpText('after', listExamples)
    .action((_: unknown, command: Command) => list(command.optsWithGlobals()))
  withEntryOutput(program.command('search').description('search titles, contents and addresses'))
    .argument('<words...>', 'the words, exactly as they appear in a row')
    .option('--limit <number>', `at most this many (default: ${usualLimit})`, number)
    .option('--all', 'without a limit')
    .addHelpText('after', searchExamples)
    .action((words: string[], _: unknown, command: Command) =>
      search(words.join(' '), command.optsWithGlobals()),
    )
  withFilter(program.command('count').description('count entries'))
    .addHelpText('after', countExamples)
    .action((_: unknown, command: Command) => count(command.optsWithGlobals()))
}

async function list(options: ListCommandOptions): Promise<void> {
  const { server, where } = filterOf(options)
  const sort = orders.find((order) => order === (options.sort ?? 'created'))
  if (!sort) throw new CliError(`--sort must be one of ${orders.join(', ')}.`, exit.usage)
  await withClient(options, async (wallabag) => {
    // Entries that the filter here removes are requested too, and may be nearly all.
    const perPage = where ? 100 : Math.min(limitOf(options), 100)
    const order = options.oldest ? 'asc' : 'desc'
    const entries = wallabag.entries.list({ ...server, sort, order, perPage }, { where })
    await printFirst(entries, options)
  })
}

async function search(words: string, options: ListCommandOptions): Promise<void> {
  if (words.trim() === '') throw new CliError('Give the words to search for.', exit.usage)
  await withClient(options, async (wallabag) => {
    const found = wallabag.search(words, { perPage: Math.min(limitOf(options), 30) })
    await printFirst(withoutContent(found), options)
  })
}

async function count(options: CommonOptions & FilterOptions): Promise<void> {
  const { server, where } = filterOf(options)
  await withClient(options, async (wallabag) => {
    print(String(await wallabag.entries.count(server, { where })))
  })
}

function limitOf({ limit, all }: ListCommandOptions): number {
  return all ? Number.POSITIVE_INFINITY : (limit ?? usualLimit)
}

/** Prints the first entries, and says if there are more. */
async function printFirst(
  entries: AsyncIterable<EntrySummary>,
  options: ListCommandOptions,
): Promise<void> {
  let hasMore = false
  async function* first() {
    let left = limitOf(options)
    for await (const entry of entries) {
      hasMore = left === 0
      if (hasMore) return
      left -= 1
      yield entry
    }
  }
  await printEntries(first(), options)
  if (hasMore) say('There are more; --all or --limit shows them.')
}

/** Search results come with their content, which a list does not show. */
async function* withoutContent(
  entries: AsyncIterable<EntrySummary & { content?: unknown }>,
): AsyncGenerator<EntrySummary> {
  for await (const { content: _, ...entry } of entries) yield entry
}

const listExamples = `
Examples:
  wallabag list --unread --tag recipes
  wallabag list --older-than 1y --starred --columns id,saved,title
  wallabag list --all --urls > links.txt
  wallabag list --domain example.org --jsonl | jq .title`

const searchExamples = `
Examples:
  wallabag search slow food
  wallabag search "100 %" --json`

const countExamples = `
Examples:
  wallabag count --unread
  wallabag count --tag recipes --newer-than 30d`

import type { Command } from 'commander'
import type { EntrySummary } from 'wallabag-sdk'
import { CliError, exit } from '../exit.js'
import { print, say } from './streams.js'
import { printTable } from './table.js'
import { cleanLine, day, json } from './text.js'

/** The options that say how entries are printed. */
export interface EntryOutputOptions {
  readonly columns?: string
  readonly json?: true
  readonly jsonl?: true
  readonly urls?: true
}

const cells: Readonly<Record<string, (entry: EntrySummary) => string>> = {
  id: ({ id }) => String(id),
  saved: ({ createdAt }) => day(createdAt),
  title: ({ title, url }) => title || url || '',
  url: ({ url }) => url ?? '',
  domain: ({ domain }) => domain ?? '',
  tags: ({ tags }) => tags.map(({ label }) => label).join(', '),
  minutes: ({ readingTime }) => String(readingTime),
  archived: ({ archived }) => (archived ? 'archived' : ''),
  starred: ({ starred }) => (starred ? 'starred' : ''),
  changed: ({ updatedAt }) => day(updatedAt),
  published: ({ publishedAt }) => day(publishedAt),
  authors: ({ authors }) => authors.join(', '),
  language: ({ language }) => language ?? '',
  status: ({ httpStatus }) => String(httpStatus ?? ''),
}

const usualColumns = 'id,saved,minutes,title,tags,domain'
const flexible = ['title', 'url']

export function withEntryOutput(command: Command): Command {
  return command
    .option('--columns <names>', `columns, separated by commas: ${Object.keys(cells).join(', ')}`)
    .option('--json', 'a JSON array')
    .option('--jsonl', 'one line of JSON for each entry')
    .option('--urls', 'only the addresses')
}

/** Prints entries one by one as they arrive, unless the format needs all of them first. */
export async function printEntries(
  entries: AsyncIterable<EntrySummary> | Iterable<EntrySummary>,
  options: EntryOutputOptions,
): Promise<void> {
  if (options.jsonl || options.urls) {
    for await (const entry of entries) {
      if (options.jsonl) print(json(entry))
      else if (entry.url !== null) print(cleanLine(entry.url))
    }
    return
  }
  const columns = columnsOf(options.columns ?? usualColumns)
  const all: EntrySummary[] = []
  for await (const entry of entries) all.push(entry)
  if (options.json) print(json(all, 2))
  else if (all.length === 0) say('No entries.')
  else {
    const rows = all.map((entry) =>
      columns.map((name) => `${markOf(name, entry)}${cells[name]?.(entry) ?? ''}`),
    )
    const gives = columns.findIndex((name) => flexible.includes(name))
    printTable(columns, rows, Math.max(gives, 0))
  }
}

/** On a terminal, marks before a title show whether its entry is starred and archived. */
function markOf(name: string, { archived, starred }: EntrySummary): string {
  if (name !== 'title' || process.stdout.isTTY !== true) return ''
  return `${starred ? '★ ' : ''}${archived ? '✓ ' : ''}`
}

function columnsOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !Object.hasOwn(cells, name))
  if (unknown.length === 0) return names
  throw new CliError(
    `There is no column “${unknown.join('”, “')}”; there are: ${Object.keys(cells).join(', ')}.`,
    exit.usage,
  )
}

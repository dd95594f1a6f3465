import type { Command } from 'commander'
import type { EntrySummary } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { columns, print } from '../output/streams.js'
import { bold } from '../output/style.js'
import { cleanLine, json, plural, widthOf } from '../output/text.js'
import { type FilterOptions, filterOf, withFilter } from '../targets/filter.js'

interface StatsOptions extends CommonOptions, FilterOptions {
  readonly by?: string
  readonly json?: true
}

/** Returns the groups that an entry is counted in. */
type GroupsOf = (entry: EntrySummary) => readonly string[]

const lengths = [
  [1, 'under 1 min'],
  [5, '1 to 4 min'],
  [10, '5 to 9 min'],
  [20, '10 to 19 min'],
  [40, '20 to 39 min'],
  [Number.POSITIVE_INFINITY, '40 min and more'],
] as const

const groupings: Readonly<Record<string, GroupsOf>> = {
  month: ({ createdAt }) => [createdAt.toISOString().slice(0, 7)],
  domain: ({ domain }) => [domain ?? '(none)'],
  tag: ({ tags }) => (tags.length === 0 ? ['(none)'] : tags.map(({ label }) => label)),
  'reading-time': ({ readingTime }) =>
    lengths.flatMap(([below, name]) => (readingTime < below ? [name] : [])).slice(0, 1),
}

/** How many bars a chart shows. */
const mostBars = 15
const longestName = 24

export function addStatsCommand(program: Command): void {
  const names = Object.keys(groupings)
  withFilter(program.command('stats').description('count entries by month, domain, tag, length'))
    .option('--by <what>', `only one of ${names.join(', ')}, in full`)
    .option('--json', 'a JSON object')
    .addHelpText('after', examples)
    .action((_: unknown, command: Command) => stats(command.optsWithGlobals()))
}

async function stats(options: StatsOptions): Promise<void> {
  const filter = filterOf(options)
  const names = options.by === undefined ? Object.keys(groupings) : [options.by]
  const counts = names.map((name) => {
    const groupsOf = Object.hasOwn(groupings, name) ? groupings[name] : undefined
    if (groupsOf) return { name, groupsOf, counted: new Map<string, number>() }
    throw new CliError(`--by must be one of ${Object.keys(groupings).join(', ')}.`, exit.usage)
  })
  const totals = { entries: 0, unread: 0, starred: 0, minutes: 0 }
  await withClient(options, async (wallabag) => {
    const { server, where } = filter
    const list = wallabag.entries.list({ ...server, perPage: 100 }, { where })
    for await (const entry of list) {
      totals.entries += 1
      totals.unread += entry.archived ? 0 : 1
      totals.starred += entry.starred ? 1 : 0
      totals.minutes += entry.readingTime
      for (const { groupsOf, counted } of counts) {
        for (const group of groupsOf(entry)) counted.set(group, (counted.get(group) ?? 0) + 1)
      }
    }
  })
  const sorted = counts.map(({ name, counted }) => ({ name, groups: inOrder(name, counted) }))
  if (options.json) {
    const byName = sorted.map(({ name, groups }) => [name, Object.fromEntries(groups)])
    return print(json({ ...totals, ...Object.fromEntries(byName) }, 2))
  }
  const { entries, unread, starred, minutes } = totals
  const length = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
  const facts = [
    plural(entries, 'entry', 'entries'),
    `${unread} unread`,
    `${starred} starred`,
    `${length} to read`,
  ]
  const line = facts.join(', ')
  print(process.stdout.isTTY && widthOf(line) > columns() ? facts.join('\n') : line)
  const most = options.by === undefined ? mostBars : Number.POSITIVE_INFINITY
  for (const { name, groups } of sorted) print(chart(name, groups, most))
}

type Groups = readonly (readonly [string, number])[]

/** Sorts months by time and reading times by length; other groups by size. */
function inOrder(name: string, counted: ReadonlyMap<string, number>): Groups {
  const groups = [...counted]
  if (name === 'month') return groups.sort(([a], [b]) => (a < b ? -1 : 1))
  if (name === 'reading-time') {
    return lengths.map(([, length]) => [length, counted.get(length) ?? 0] as const)
  }
  return groups.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

function chart(name: string, groups: Groups, most: number): string {
  const shown = name === 'month' ? groups.slice(-most) : groups.slice(0, most)
  const rows = shown.map(
    ([group, count]) => [cleanLine(group).slice(0, longestName), count] as const,
  )
  const width = Math.max(0, ...rows.map(([group]) => widthOf(group)))
  const highest = Math.max(1, ...rows.map(([, count]) => count))
  const room = Math.max(10, Math.min(columns(), 100) - width - String(highest).length - 4)
  const bars = rows.map(([group, count]) => {
    const bar = '█'.repeat(Math.ceil((count / highest) * room))
    return `  ${group}${' '.repeat(width - widthOf(group))} ${bar} ${count}`
  })
  const left = groups.length - shown.length
  const more = left > 0 ? [`  … and ${left} more: wallabag stats --by ${name}`] : []
  return ['', bold(`By ${name.replace('-', ' ')}`), ...bars, ...more].join('\n')
}

const examples = `
Examples:
  wallabag stats
  wallabag stats --by tag --unread
  wallabag stats --newer-than 1y --json`

import { type Command, InvalidArgumentError } from 'commander'
import { type EntryFilter, type Where, where } from 'wallabag-sdk'
import { CliError, exit } from '../exit.js'

/** The filter options of a command line. */
export interface FilterOptions {
  readonly tag?: readonly string[]
  readonly untagged?: true
  readonly unread?: true
  readonly archived?: true
  readonly starred?: true
  readonly unstarred?: true
  readonly public?: true
  readonly domain?: string
  readonly annotated?: true
  readonly unparsed?: true
  readonly httpStatus?: number
  readonly changedAfter?: Date
  readonly olderThan?: Date
  readonly newerThan?: Date
}

/**
 * A filter in two parts: one for the server, and one that is checked here because the server can
 * filter neither by the time of saving nor by “no tag”.
 */
export interface CliFilter {
  readonly server: EntryFilter
  readonly where?: Where | undefined
}

export function withFilter(command: Command): Command {
  return command
    .option('--tag <label>', 'with this tag; repeat it, or use commas, to require several', labels)
    .option('--untagged', 'without any tag')
    .option('--unread', 'not archived')
    .option('--archived', 'archived')
    .option('--starred', 'starred')
    .option('--unstarred', 'not starred')
    .option('--public', 'with a public link')
    .option('--domain <host>', 'of exactly this host')
    .option('--annotated', 'with annotations')
    .option('--unparsed', 'whose page could not be read (Wallabag 2.7)')
    .option('--http-status <status>', 'whose page answered with this status (Wallabag 2.7)', number)
    .option('--changed-after <when>', 'changed later than a date or an age such as 90d', when)
    .option(
      '--older-than <when>',
      'saved before a date, or longer ago than an age (12h, 90d, 8w, 1y)',
      when,
    )
    .option('--newer-than <when>', 'saved after a date, or less than an age ago', when)
}

/** Converts the filter options, and refuses contradictions. */
export function filterOf(options: FilterOptions): CliFilter {
  const { olderThan, newerThan, untagged } = options
  if (options.tag && untagged) throw contradiction('--tag', '--untagged')
  if (options.unread && options.archived) throw contradiction('--unread', '--archived')
  if (options.starred && options.unstarred) throw contradiction('--starred', '--unstarred')
  const tests = [
    ...(olderThan ? [where.createdBefore(olderThan)] : []),
    ...(newerThan ? [where.createdAfter(newerThan)] : []),
    ...(untagged ? [where.untagged()] : []),
  ]
  return {
    server: {
      tags: options.tag,
      archived: options.archived ?? (options.unread ? false : undefined),
      starred: options.starred ?? (options.unstarred ? false : undefined),
      public: options.public,
      domain: options.domain,
      annotated: options.annotated,
      parsed: options.unparsed ? false : undefined,
      httpStatus: options.httpStatus,
      changedAfter: options.changedAfter,
    },
    where: tests.length > 0 ? (entry) => tests.every((test) => test(entry)) : undefined,
  }
}

export function restricts({ server, where }: CliFilter): boolean {
  return where !== undefined || Object.values(server).some((value) => value !== undefined)
}

function contradiction(one: string, other: string): CliError {
  return new CliError(`${one} and ${other} exclude each other.`, exit.usage)
}

/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/**
 * Collects labels. A comma separates two labels, because a label in Wallabag cannot contain one.
 */
export function labels(value: string, before: readonly string[] = []): string[] {
  return [...before, ...labelsIn(value)]
}

/**
 * Splits labels at commas.
 *
 * @throws CliError if a label is empty.
 */
export function labelsIn(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim())
  if (labels.every((label) => label !== '')) return labels
  throw new CliError('A label is missing before or after a comma, or is empty.', exit.usage)
}

/**
 * Parses a whole number of at least 1.
 *
 * @throws InvalidArgumentError for anything else; commander names the option.
 */
export function number(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is not a whole number above 0.')
}

const hour = 3_600_000
const units: Readonly<Record<string, number>> = {
  h: hour,
  d: 24 * hour,
  w: 7 * 24 * hour,
  m: 30 * 24 * hour,
  y: 365 * 24 * hour,
}

/** Parses a date, or an age such as `90d` that is counted back from now. */
export function when(text: string): Date {
  const [, amount, unit = ''] = /^(\d+)([hdwmy])$/.exec(text) ?? []
  const length = units[unit]
  const isDate = /^\d{4}-\d\d/.test(text)
  const date = new Date(length === undefined ? text : Date.now() - Number(amount) * length)
  if ((length !== undefined || isDate) && !Number.isNaN(date.getTime())) return date
  throw new InvalidArgumentError(
    'It is neither an age such as 12h, 90d, 8w, 6m, 1y nor a date such as 2026-01-31.',
  )
}

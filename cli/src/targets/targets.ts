import type { Command } from 'commander'
import { type EntrySummary, isWallabagError, type Wallabag } from 'wallabag-sdk'
import { CliError, exit } from '../exit.js'
import { say } from '../output/streams.js'
import { cleanLine } from '../output/text.js'
import { type CliFilter, type FilterOptions, filterOf, restricts, withFilter } from './filter.js'
import { readTargets, type TypedTarget } from './words.js'

/** The options that select targets, in addition to the arguments. */
export interface TargetOptions extends FilterOptions {
  readonly all?: true
}

/** An entry that a command acts on. */
export type CliTarget = TypedTarget | EntrySummary

/** Adds the arguments and options for targets to a command. */
export function withTargets(command: Command): Command {
  return withFilter(command.argument('[targets...]', 'ids, addresses, or - for those on stdin'))
    .option('--all', 'all entries')
    .addHelpText('after', targetHelp)
}

const targetHelp = `
Targets are ids, addresses, - to read them from standard input (also as JSON
lines from “list --jsonl”), or a filter: the options above that say which
entries.`

/**
 * Finds the entries that a command acts on.
 *
 * @throws CliError if nothing is named: a command acts on all entries only with `--all`.
 */
export async function findTargets(
  wallabag: Wallabag,
  words: readonly string[],
  options: TargetOptions,
): Promise<CliTarget[]> {
  const filter = filterOf(options)
  const isFiltered = restricts(filter)
  if (words.length > 0 && (isFiltered || options.all)) {
    throw new CliError('Give targets or a filter, not both.', exit.usage)
  }
  if (words.length > 0) return readTargets(words)
  if (isFiltered || options.all) return findEntries(wallabag, filter)
  throw new CliError(
    'Nothing is named. Give ids, addresses, - for standard input, or a filter; --all for every entry.',
    exit.usage,
  )
}

/**
 * Finds the entries that match a filter, oldest first. All are collected before anything is
 * changed, because changes could alter the list.
 */
export async function findEntries(wallabag: Wallabag, filter: CliFilter): Promise<EntrySummary[]> {
  const { server, where } = filter
  const list = wallabag.entries.list({ ...server, order: 'asc', perPage: 100 }, { where })
  return list.toArray({ limit: Number.POSITIVE_INFINITY })
}

/**
 * Reads the current state of the entries that a command acts on, each once. Missing ones are
 * reported.
 */
export async function findMeant(
  wallabag: Wallabag,
  words: readonly string[],
  options: TargetOptions,
): Promise<EntrySummary[]> {
  const targets = await findTargets(wallabag, words, options)
  const typed = targets.filter((target) => typeof target !== 'object')
  const read = (id: number) => wallabag.entries.get(id, { detail: 'metadata' })
  return [
    ...targets.filter((target) => typeof target === 'object'),
    ...(await readEntries(wallabag, typed, read)),
  ]
}

/** How many entries are read at once. */
const atOnce = 8

/** Reads entries, each once. Missing ones are reported and set the exit code. */
export async function readEntries<E extends EntrySummary>(
  wallabag: Wallabag,
  targets: readonly TypedTarget[],
  read: (id: number) => PromiseLike<E>,
): Promise<E[]> {
  const urls = targets.filter((target) => typeof target === 'string')
  const known = urls.length > 0 ? await wallabag.entries.idsOf(urls) : new Map<string, number>()
  const found = new Map<number, E>()
  for (let at = 0; at < targets.length; at += atOnce) {
    const some = targets.slice(at, at + atOnce)
    const ids = some.map((target) => (typeof target === 'number' ? target : known.get(target)))
    const entries = await Promise.all(ids.map((id) => (id ? orNull(read(id)) : null)))
    for (const [index, entry] of entries.entries()) {
      if (entry) found.set(entry.id, entry)
      else {
        say(`Not there: ${cleanLine(String(some[index]))}`)
        process.exitCode = exit.failed
      }
    }
  }
  return [...found.values()]
}

async function orNull<E>(entry: PromiseLike<E>): Promise<E | null> {
  try {
    return await entry
  } catch (error) {
    if (isWallabagError(error) && error.code === 'not_found_entry') return null
    throw error
  }
}

/** Describes a target in a message. */
export function nameOf(target: CliTarget): string {
  if (typeof target === 'number') return String(target)
  if (typeof target === 'string') return cleanLine(target)
  return cleanLine(`${target.id}  ${target.title ?? ''}  ${target.url ?? ''}`)
}

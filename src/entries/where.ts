import {
  aFunction,
  aText,
  atLeast,
  checkOptions,
  describe,
  expected,
  InputError,
  type OptionRules,
  unexpectedInput,
} from '../errors/index.js'
import { isMoment } from '../values/ids-and-dates.js'
import { existingLabel, normalizeLabels, type Tag } from '../values/tag.js'
import type { EntrySummary } from './entry.js'

/** Decides which of the entries that a filter finds are wanted: `true` keeps one. */
export type Where = (entry: EntrySummary) => boolean

/** A predicate beside a filter. */
export interface WhereOptions {
  /**
   * Decides which of the entries that the filter finds are wanted, by anything but their content;
   * for conditions that the server has no filter for. It must return `true` or `false`, not a
   * promise.
   */
  where?: Where | undefined
  /** A name for `where`, by which a cursor or a checkpoint recognises it. */
  whereName?: string | undefined
}

/** What these must be. */
export const whereRules: OptionRules<WhereOptions> = { where: aFunction, whereName: aText }

/**
 * Whether an entry is wanted.
 *
 * @throws InputError with code `invalid_filter` when the predicate throws, or gives something else than
 *   `true` or `false`: a Promise would let everything through.
 */
export function isWanted(where: Where | undefined, entry: EntrySummary): boolean {
  if (!where) return true
  const name = `where, of entry ${entry.id}`
  let wanted: unknown
  try {
    wanted = where(entry)
  } catch (error) {
    throw new InputError('invalid_filter', `${name}: it threw “${error}”.`)
  }
  if (typeof wanted === 'boolean') return wanted
  throw expected('invalid_filter', name, 'true or false', describe(wanted))
}

/** Refuses to keep the place of what has no name. */
export function checkNamed({ where, whereName }: WhereOptions, what: string): void {
  if (!where || whereName) return
  const hint = 'Give another name whenever `where` is another.'
  throw new InputError('invalid_filter', `whereName: ${what} needs a name for \`where\`.`, hint)
}

/**
 * Predicates for the option `where` of lists, counts and jobs, for conditions that the server has
 * no filter for; they also work on the entries of a local copy. You can also write your own: any
 * function from an entry to `true` or `false`.
 *
 * @example
 * ```ts
 * const count = await wallabag.entries.count({}, { where: where.untagged() })
 *
 * const old = where.createdBefore(new Date('2020-01-01'))
 * const short = where.readingTime({ atMost: 5 })
 * const read = { where: (entry: EntrySummary) => old(entry) && short(entry) }
 * for await (const entry of wallabag.entries.list({ archived: false }, read)) console.log(entry.title)
 *
 * const targets = { filter: { archived: true }, where: where.anyTag(['news', 'weather']) }
 * await wallabag.entries.deleteMany(targets, { expectAtMost: 50 })
 * ```
 */
export const where = {
  /** Entries without tags. */
  untagged(): (entry: { readonly tags: readonly unknown[] }) => boolean {
    return ({ tags }) => tags.length === 0
  },

  /** Entries that have at least one of these tags; the filter `tags` requires all of them. */
  anyTag(
    labels: readonly string[],
  ): (entry: { readonly tags: readonly Pick<Tag, 'label'>[] }) => boolean {
    const wanted = new Set(normalizeLabels(labels, 'labels', existingLabel))
    return ({ tags }) => tags.some(({ label }) => wanted.has(label))
  },

  /** Entries saved before a date. */
  createdBefore(date: Date): (entry: Pick<EntrySummary, 'createdAt'>) => boolean {
    const moment = timeOf(date)
    return ({ createdAt }) => createdAt.getTime() < moment
  },

  /** Entries saved after a date. */
  createdAfter(date: Date): (entry: Pick<EntrySummary, 'createdAt'>) => boolean {
    const moment = timeOf(date)
    return ({ createdAt }) => createdAt.getTime() > moment
  },

  /** Entries whose reading time in minutes lies within these limits, both included. */
  readingTime(minutes: {
    atLeast?: number | undefined
    atMost?: number | undefined
  }): (entry: Pick<EntrySummary, 'readingTime'>) => boolean {
    const rules = { atLeast: atLeast(0), atMost: atLeast(0) }
    checkOptions(minutes, rules, { code: 'invalid_filter' })
    const { atLeast: least = 0, atMost: most = Infinity } = minutes
    return ({ readingTime }) => readingTime >= least && readingTime <= most
  },

  /**
   * Entries in one of these languages: `fr` also matches `fr_CA`, but `fr_CA` matches only itself.
   */
  language(...languages: readonly string[]): (entry: Pick<EntrySummary, 'language'>) => boolean {
    const wanted = languages.map(plainLanguage)
    if (wanted.length === 0) throw unexpectedInput('languages', 'at least one', languages)
    return ({ language }) => {
      const its = plainLanguage(language ?? '')
      return wanted.some((one) => its === one || its.startsWith(`${one}_`))
    }
  },
}

function timeOf(date: Date): number {
  if (isMoment(date)) return date.getTime()
  throw expected('invalid_filter', 'date', 'a Date', describe(date))
}

function plainLanguage(language: string): string {
  return language.toLowerCase().replaceAll('-', '_')
}

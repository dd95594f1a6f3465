import type { Context } from '../api/context.js'
import type { EntrySummary } from '../entries/entry.js'
import { type EntryFilter, filterToWire, type ListOptions } from '../entries/entry-filter.js'
import { addressOf } from '../entries/save.js'
import { checkNamed, type Where, whereRules } from '../entries/where.js'
import { checkOptions, describe, InputError, isObject, unexpectedInput } from '../errors/index.js'
import { hashUrl } from '../values/hash.js'
import { checkId } from '../values/ids-and-dates.js'
import {
  beforeOf,
  checkEach,
  type EntryBefore,
  failed,
  type Item,
  type Result,
  skipped,
} from './outcome.js'
import { type Inputs, isInputs } from './source.js'

/** An entry as a target: its id identifies it, the other fields save requests. */
export type TargetEntry = Pick<EntrySummary, 'id'> &
  Partial<Pick<EntrySummary, 'url' | 'title' | 'createdAt' | 'archived' | 'starred' | 'tags'>>

/**
 * One target of a job: an id, an address, or an entry. An id or an entry is changed by id; an
 * address stands for whichever entry the server finds under it.
 */
export type Target = number | string | TargetEntry

/** A filter as the target of a job, or `{ all: true }` for the whole library. */
export type TargetFilter = EntryFilter | { readonly all: true }

/**
 * A filter and a predicate. The predicate alone is not enough: for the whole library write `filter:
 * { all: true }`.
 */
export interface TargetWhere {
  /** Which entries to ask the server for. */
  readonly filter: TargetFilter
  /** Which of these entries are wanted, judged when they are found. */
  readonly where: Where
  /** A name for `where`; needed with a checkpoint. */
  readonly whereName?: string | undefined
}

/**
 * The targets of a job: ids, addresses or entries in an array, an iterable or an async iterable; or
 * a filter.
 */
export type Targets = Inputs<Target> | TargetFilter | TargetWhere

/** A checked target: an entry, or the address under which to find it. */
export type CheckedTarget =
  | { readonly id: number; readonly url: string | null }
  | { readonly id: null; readonly url: string }

/** Options of a list that do not select entries. */
const shapesOnly: readonly (keyof ListOptions)[] = ['sort', 'order', 'perPage', 'detail']

/**
 * Refuses invalid targets, and filters that restrict nothing, because a typing error must not
 * change a whole library.
 *
 * @param isCheckpointed - Whether another run must recognise the targets.
 * @throws InputError with code `invalid_input` or `invalid_filter`.
 */
export function checkTargets(targets: Targets, isCheckpointed: boolean): void {
  if (isInputs(targets)) return
  if (!isObject(targets)) {
    throw unexpectedInput('targets', 'several ids, addresses or entries, or a filter', targets)
  }
  const { filter, ...beside } = isWhere(targets) ? targets : { filter: targets }
  if (isWhere(targets)) {
    checkOptions(beside, whereRules, { code: 'invalid_filter' })
    // Without a predicate, everything that the filter finds would be changed.
    if (!targets.where || !filter || typeof filter !== 'object') {
      throw refuse('targets: expected both `filter` and `where`.')
    }
    if (isCheckpointed) checkNamed(targets, 'a checkpoint')
  }
  checkFilter(filter)
}

function checkFilter(targets: TargetFilter): void {
  if (isAll(targets)) return
  for (const [name, value] of Object.entries(targets)) {
    if (value === undefined || value === '' || value === null) {
      throw refuse(`${name}: expected a value, received ${describe(value)}.`)
    }
    if (shapesOnly.some((known) => known === name)) {
      throw refuse(`${name}: a job has neither order nor pages.`)
    }
  }
  filterToWire(targets)
  if (Object.keys(targets).length === 0) throw refuse('filter: it restricts nothing.')
}

/** Whether the targets are a filter with a predicate. */
export function isWhere(targets: object): targets is TargetWhere {
  return 'where' in targets || 'filter' in targets
}

function isAll(targets: TargetFilter): targets is { readonly all: true } {
  if (!('all' in targets)) return false
  if (targets.all === true && Object.keys(targets).length === 1) return true
  throw refuse('all: expected `true` and nothing beside it.')
}

function refuse(message: string): InputError {
  return new InputError(
    'invalid_filter',
    message,
    'Restrict the entries, or pass `{ all: true }` for all of them.',
  )
}

/** The part of a job's fingerprint that comes from its targets. A filter identifies the job. */
export function identityOf(targets: Targets): unknown {
  return isInputs(targets) ? null : targets
}

function checkTarget(target: Target, context: Context): CheckedTarget {
  if (typeof target === 'string') return { id: null, url: addressOf(context, target) }
  if (!isObject(target)) {
    return { id: checkId(target, 'target'), url: null }
  }
  return { id: checkId(target.id), url: target.url ?? null }
}

/** The id or address of a target. */
export function keyOf(target: Target): string {
  if (typeof target === 'string') return hashUrl(target)
  return String(isObject(target) ? target.id : target)
}

/** An item with a checked target. */
export type CheckedItem = CheckedTarget & { readonly item: Item<Target> }

/** Checks each target, and lets each entry through once. Yields a result for the others. */
export function checkedItems(
  items: AsyncIterable<Item<Target>>,
  context: Context,
): AsyncIterable<CheckedItem | Result<Target>> {
  const seen = new Seen()
  return checkEach(items, (item) => checkedItem(item, seen, context))
}

function checkedItem(
  item: Item<Target>,
  seen: Seen,
  context: Context,
): CheckedItem | Result<Target> {
  const { input, problem } = item
  if (problem) return failed(item, problem, { id: typeof input === 'object' ? input.id : null })
  const target = checkTarget(input, context)
  const { id } = target
  if (!seen.add(id ?? hashUrl(target.url))) return skipped(item, 'duplicate', { id })
  return { ...target, item: { ...item, before: item.before ?? beforeIn(input) } }
}

/** The fields of a given entry, as far as it has them. */
function beforeIn(target: Target): EntryBefore | null {
  if (!isObject(target)) return null
  const { archived, starred, tags } = target
  if (archived === undefined || starred === undefined || !Array.isArray(tags)) return null
  return beforeOf({ archived, starred, tags })
}

/**
 * Recognises repeated entries by id, or by the start of a hash: 64 bits are enough for any library.
 */
export class Seen {
  readonly #keys = new Set<number | string>()

  /** Whether the key is new. */
  add(key: number | string): boolean {
    const short = typeof key === 'string' ? key.slice(0, 16) : key
    if (this.#keys.has(short)) return false
    this.#keys.add(short)
    return true
  }
}

import { isWallabagError } from '../errors/index.js'
import { hashUrl } from '../url/hash-url.js'
import { batches } from './batches.js'
import type { JobContext } from './context.js'
import { findIds, hashLength } from './find-ids.js'
import { failed, type Item, isMissing, notSaved, type Result, skipped } from './item.js'
import type { JobAction } from './outcome.js'
import { type Prepared, prepare, Seen } from './prepare.js'
import type { Desk, Work } from './run.js'
import type { Target } from './targets.js'
import { UrlLine } from './url-line.js'

/** A target whose entry is known. */
export interface Resolved {
  readonly item: Item<Target>
  readonly id: number
  readonly title: string | null
}

/** What is done to entries one by one. */
export interface ById {
  readonly context: JobContext
  readonly action: JobAction
  /** Whether an entry that is not there is nothing to complain of. */
  readonly mayBeMissing: boolean
  act(target: Resolved): Promise<Result<Target>>
}

/** Cuts work on entries into pieces of one entry each; addresses are looked up in batches first. */
export async function* workById(
  items: AsyncIterable<Item<Target>>,
  desk: Desk<Target>,
  spec: ById,
): AsyncGenerator<Work<Target>, void, undefined> {
  for await (const one of resolve(items, desk, spec)) {
    yield async () => {
      if ('status' in one) return [one]
      const { item, id } = one
      if (desk.dryRun) return [skipped(item, 'dry-run', { action: spec.action, id })]
      try {
        return [await spec.act(one)]
      } catch (error) {
        return [fallen(item, error, spec, id)]
      }
    }
  }
}

/** What becomes of an item whose call failed. */
export function fallen(
  item: Item<Target>,
  error: unknown,
  { action, mayBeMissing }: Pick<ById, 'action' | 'mayBeMissing'>,
  id: number | null,
): Result<Target> {
  // Deleted between two steps: that some were made on it is nobody's concern any more.
  const reason = isWallabagError(error) && isMissing(error.cause) ? error.cause : error
  if (mayBeMissing && isMissing(reason)) return skipped(item, 'missing', { id })
  return failed(item, reason, { action, id })
}

async function* resolve(
  items: AsyncIterable<Item<Target>>,
  desk: Desk<Target>,
  spec: ById,
): AsyncGenerator<Resolved | Result<Target>, void, undefined> {
  const { api, saver } = spec.context
  const line = new UrlLine()
  const seen = new Seen()
  const limits = { weigh: lookupLength, heaviest: () => line.query, most: 100 }
  for await (const batch of batches(prepare(items, saver), limits)) {
    const hashes = batch.filter(isSought).map(hashOf)
    const found = await findIds(api, hashes, desk.scope(), line)
    const ids = new Map(hashes.map((hash, index) => [hash, found[index]]))
    for (const one of batch) yield resolveOne(one)

    function resolveOne(one: Prepared): Resolved | Result<Target> {
      if (one.result) return one.result
      const { item, target } = one
      const { id, title } = target
      if (id !== null) return first(item, id, title)
      const lookup = ids.get(hashOf(one))
      if (lookup?.error) return failed(item, lookup.error)
      const known = lookup?.value ?? null
      if (known === null) return fallen(item, notSaved(), spec, null)
      return first(item, known, title)
    }
  }

  /** Two addresses can lead to one entry. */
  function first(item: Item<Target>, id: number, title: string | null) {
    return seen.add(id) ? { item, id, title } : skipped(item, 'duplicate', { id })
  }
}

function isSought(one: Prepared): boolean {
  return one.target !== null && one.target.id === null
}

function lookupLength(one: Prepared): number {
  return isSought(one) ? hashLength : 0
}

function hashOf({ target }: Prepared): string {
  return hashUrl(target?.url ?? '')
}

import { isWallabagError } from '../errors/index.js'
import { isAbsent } from '../operations/entries.js'
import { falselyMissing, isMissingEntry } from '../operations/gone.js'
import { batches } from './batches.js'
import { findIds, hashLength } from './find-ids.js'
import { failed, type Item, notSaved, type Result, skipped } from './item.js'
import type { JobAction } from './outcome.js'
import { type Prepared, prepare, Seen } from './prepare.js'
import type { Desk, Work } from './run.js'
import type { CheckedTarget, Target } from './targets.js'
import { type Settled, UrlLine } from './url-line.js'

/** A target whose entry is known. */
export interface Resolved {
  readonly item: Item<Target>
  readonly id: number
  readonly title: string | null
  readonly createdAt: Date | null
}

/** Cuts work on entries into pieces of one entry each; addresses are looked up in batches first. */
export async function* workById(
  items: AsyncIterable<Item<Target>>,
  desk: Desk<Target>,
  action: JobAction,
  act: (target: Resolved) => Promise<Result<Target>>,
): AsyncGenerator<Work<Target>, void, undefined> {
  for await (const one of resolve(items, desk, action)) {
    yield async () => {
      if ('status' in one) return [one]
      const { item, id } = one
      if (desk.dryRun) return [skipped(item, 'dry-run', { action, id })]
      try {
        return [await act(one)]
      } catch (error) {
        return [await fallen(item, error, action, id, desk)]
      }
    }
  }
}

/** What becomes of an item whose call failed. */
export async function fallen(
  item: Item<Target>,
  error: unknown,
  action: JobAction,
  id: number | null,
  desk: Desk<Target>,
): Promise<Result<Target>> {
  // Deleted between two steps: that some were made on it is nobody's concern any more.
  const reason = isWallabagError(error) && isMissingEntry(error.cause) ? error.cause : error
  const mayBeMissing = item.isFound || action === 'delete'
  if (!mayBeMissing || !isMissingEntry(reason)) return failed(item, reason, { action, id })
  try {
    // Without an id nobody has its address, which is a witness of its own.
    const isGone = id === null || (await isAbsent(desk.context.api, id, desk.scope()))
    if (isGone) return skipped(item, 'missing', { id })
    return failed(item, falselyMissing(reason), { action, id })
  } catch (witness) {
    return failed(item, witness, { action, id })
  }
}

async function* resolve(
  items: AsyncIterable<Item<Target>>,
  desk: Desk<Target>,
  action: JobAction,
): AsyncGenerator<Resolved | Result<Target>, void, undefined> {
  const { api } = desk.context
  const line = new UrlLine()
  const seen = new Seen()
  const weigh = ({ target }: Prepared) => (target?.hash ? hashLength : 0)
  for await (const batch of batches(prepare(items, desk.context), weigh, () => line.query)) {
    const hashes = batch.flatMap(({ target }) => target?.hash ?? [])
    const found = await findIds(api, hashes, desk.scope(), line)
    for (const one of batch) yield one.result ?? (await resolveOne(one.item, one.target, found))
  }

  async function resolveOne(
    item: Item<Target>,
    target: CheckedTarget,
    found: ReadonlyMap<string, Settled<number | null>>,
  ): Promise<Resolved | Result<Target>> {
    const lookup = target.hash === null ? null : found.get(target.hash)
    if (lookup?.error) return failed(item, lookup.error)
    const id = target.id ?? lookup?.value ?? null
    if (id === null) return fallen(item, notSaved(), action, null, desk)
    // Two addresses can lead to one entry.
    if (!seen.add(id)) return skipped(item, 'duplicate', { id })
    return { item, id, title: target.title, createdAt: target.createdAt }
  }
}

import type { EntrySummaryRecord } from '../models/entry-record.js'
import { apply } from './apply.js'
import { latestOf } from './changes.js'
import type { EventBatches } from './event.js'
import { confirmGone, isGoneByNumber, remove } from './gone.js'
import type { RunParts } from './run-parts.js'
import { hashesAtOnce, pageSize } from './sizes.js'

const mostByNumber = 3

/** Whether asking for every hash takes no more requests than reading every page; it is less data then. */
export function isLessByHash(stored: number, total: number): boolean {
  return Math.ceil(stored / hashesAtOnce) <= Math.ceil(Math.max(1, total) / pageSize)
}

/**
 * Finds what is gone by asking for the hash of every entry. A hash can have changed since the entry
 * was read, so what nobody has is asked for by number as well.
 */
export async function* compareByHash(run: RunParts): EventBatches {
  const unknown = await confirmGone(run, [...run.local.known])
  // By number it takes a request each; from here on a page is less.
  if (unknown.length > mostByNumber) return yield* compareByPages(run)
  const gone: EntrySummaryRecord[] = []
  for (const entry of unknown) if (await isGoneByNumber(run, entry, true)) gone.push(entry)
  run.allowDeletion(gone)
  yield* remove(run, gone)
}

/**
 * Reads the whole library by id and brings the store in line with it. The walk meets every entry
 * that is there from its beginning to its end, so what it does not meet may be gone; and what nobody
 * knows by its hash either is.
 */
export async function* compareByPages(run: RunParts): EventBatches {
  const { local } = run
  const stored = [...local.known]
  const met = new Set<number>()
  const unreadable = [...local.unreadable]
  let isWhole = true
  let latest: EntrySummaryRecord | null = null
  for await (const page of run.walk({})) {
    for (const id of page.ids) met.add(id)
    // An item that does not even say which entry it is could be any of those not met.
    if (page.ids.length < page.length) isWhole = false
    latest = latestOf(latest, page.items)
    yield* apply(run, page.items)
    run.progress('comparing', met.size, page.total)
  }
  if (!isWhole) return
  for (const id of unreadable) if (!met.has(id)) local.unreadable.delete(id)
  const missing = stored.filter((id) => local.known.has(id) && !met.has(id))
  const gone = await confirmGone(run, missing)
  run.allowDeletion(gone)
  yield* remove(run, gone)
  await settle(run, latest)
}

/** What a restored server has is the truth now, also about when the last change was. */
async function settle({ local }: RunParts, latest: EntrySummaryRecord | null): Promise<void> {
  const last = latest?.updatedAt ?? null
  const { watermark: before } = local.state
  await local.remember({
    restored: false,
    newest: latest?.id ?? null,
    watermark: last !== null && before !== null && before < last ? before : last,
    filled: latest !== null,
  })
}

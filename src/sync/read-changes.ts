// Reads the changes since the last run.
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import type { PageData } from '../entries/page-requests.js'
import { apply } from './apply.js'
import type { EventBatches } from './events.js'
import type { RunContext } from './run.js'
import { nextWatermark, readFrom } from './watermark.js'

/**
 * Reads the entries with annotations again, because a change of an annotation does not change
 * `updatedAt` (quirk 16). It also reads those that had annotations when they were stored and no
 * longer have any.
 *
 * @throws InputError with code `unsupported` for servers before 2.6.14, which cannot list them.
 */
export async function* readAnnotated(run: RunContext): EventBatches {
  const before = [...run.local.annotated]
  const met = new Set<number>()
  for await (const page of run.walk({ annotated: true })) {
    for (const id of page.ids) met.add(id)
    yield* apply(run, page.items)
  }
  yield* readAgain(
    run,
    before.filter((id) => !met.has(id)),
  )
}

/** Reads single entries again. Deleted entries are left to later steps. */
export async function* readAgain(run: RunContext, ids: readonly number[]): EventBatches {
  for (const id of ids) {
    const found = await run.find(id)
    if (found) yield* apply(run, [found.entry])
  }
}

/**
 * Reads what changed since the watermark, with an overlap before it. The overlap also covers that
 * the server compares whole seconds with “later than” (quirk 15).
 *
 * @returns Whether the entry that was last changed was found again. If not, it was deleted, or the
 *   server was restored from a backup.
 */
export async function* readChanges(run: RunContext): EventBatches<boolean> {
  const { local } = run
  const { watermark, newest, zoned } = local.state
  if (watermark === null) return true
  const changedAfter = readFrom(watermark, zoned)
  const seen = new Set<number>()
  let isFirst = true
  let latest: EntrySummaryRecord | null = null
  for await (const page of run.walk({ changedAfter })) {
    if (isFirst) latest = await latestNow(run, page, changedAfter)
    isFirst = false
    for (const id of page.ids) seen.add(id)
    yield* apply(run, page.items)
    await run.progress('reading', seen.size, page.total)
  }
  const isThere = newest === null || seen.has(newest) || !local.known.has(newest)
  if (latest) await remember(run, latest)
  return isThere
}

/**
 * The entry with the latest change when the first page was read. Entries may change while further
 * pages are read and stored, which can take long, but those changes have later times.
 */
async function latestNow(
  { reader }: RunContext,
  first: PageData<EntrySummaryRecord>,
  changedAfter: Date,
): Promise<EntrySummaryRecord | null> {
  const isAll = first.length >= first.total
  return isAll ? latestOf(null, first.items) : reader.newest(changedAfter)
}

async function remember({ local, reader }: RunContext, latest: EntrySummaryRecord): Promise<void> {
  const seen = latest.updatedAt
  const watermark = nextWatermark(local.state.watermark, seen, reader.clocks.serverTime)
  const zoned = local.state.zoned || reader.zoned
  await local.remember({ watermark, zoned, newest: latest.id })
}

/** The entry with the latest change. */
export function latestOf(
  latest: EntrySummaryRecord | null,
  entries: readonly EntrySummaryRecord[],
): EntrySummaryRecord | null {
  let found = latest
  for (const entry of entries) if (!found || entry.updatedAt >= found.updatedAt) found = entry
  return found
}

/**
 * The first run: reads everything in the order of ids, in large pages. An interrupted run continues
 * where it stopped. The time is recorded before the first page, so the next run reads what changes
 * meanwhile.
 *
 * @returns How many entries the server had at the end.
 */
export async function* fill(run: RunContext): EventBatches<number> {
  const { local, reader } = run
  const { mark } = local.state
  if (mark === 0) {
    const newest = await reader.newest()
    const seen = newest?.updatedAt ?? null
    const watermark = seen && nextWatermark(null, seen, reader.clocks.serverTime)
    await local.remember({ watermark, newest: newest?.id ?? null })
  }
  const after = mark > 0 ? { id: mark, count: local.known.size } : undefined
  let done = local.known.size
  let total = 0
  for await (const page of run.walk({}, after)) {
    yield* apply(run, page.items)
    await local.remember({ mark: page.ids.at(-1) ?? local.state.mark })
    total = page.total
    done += page.items.length
    await run.progress('filling', done, total)
  }
  await local.remember({ filled: local.state.watermark !== null, mark: 0 })
  return total
}

import type { EntrySummaryRecord } from '../models/entry-record.js'
import type { PageData } from '../operations/list.js'
import { apply } from './apply.js'
import type { EventBatches } from './event.js'
import { nextWatermark, readFrom } from './rules.js'
import type { RunParts } from './run-parts.js'

/**
 * What changed since the watermark, and the overlap before it. The server compares with a strict
 * “later than” in whole seconds (Q15), which the overlap covers as well.
 *
 * @returns Whether the entry that was changed last was there again; when it was not, it was deleted,
 *   or the server is an older copy of itself.
 */
export async function* readChanges(run: RunParts): EventBatches<boolean> {
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
    run.progress('reading', seen.size, page.total)
  }
  const isThere = newest === null || seen.has(newest) || !local.known.has(newest)
  if (latest) await remember(run, latest)
  return isThere
}

/**
 * The entry that was changed last when the first page was read. While further pages are read and
 * stored, which may take long, entries behind the reader can change; those are stamped later.
 */
async function latestNow(
  { reader }: RunParts,
  first: PageData<EntrySummaryRecord>,
  changedAfter: Date,
): Promise<EntrySummaryRecord | null> {
  const isAll = first.length >= first.total
  return isAll ? latestOf(null, first.items) : reader.newest(changedAfter)
}

async function remember({ local, reader }: RunParts, latest: EntrySummaryRecord): Promise<void> {
  const seen = latest.updatedAt
  const watermark = nextWatermark(local.state.watermark, seen, reader.clocks.serverTime)
  const zoned = local.state.zoned || reader.zoned
  await local.remember({ watermark, zoned, newest: latest.id })
}

/** The entry that was changed last. */
export function latestOf(
  latest: EntrySummaryRecord | null,
  entries: readonly EntrySummaryRecord[],
): EntrySummaryRecord | null {
  let found = latest
  for (const entry of entries) if (!found || entry.updatedAt >= found.updatedAt) found = entry
  return found
}

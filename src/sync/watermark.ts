// The time from which the next run reads, on the server's clock.
import type { EntrySummaryRecord } from '../entries/entry-record.js'

const minute = 60_000

/** If the two clocks drift apart by more than this between runs, one of them was set. */
const drift = 5 * minute

/**
 * How far before the watermark a run starts to read, in milliseconds. Ten minutes, because an entry
 * can become visible after entries with later times. An hour more if the server uses summer time:
 * when it ends, an hour occurs twice, and the database stores local times, so both occurrences are
 * read as the first.
 */
function overlapOf(zoned: boolean): number {
  return zoned ? 70 * minute : 10 * minute
}

/** The time from which a run reads. */
export function readFrom(watermark: string, zoned: boolean): Date {
  return new Date(Math.max(0, Date.parse(watermark) - overlapOf(zoned)))
}

/** The later of two times, but not later than the server's clock. */
export function nextWatermark(
  before: string | null,
  seen: string,
  serverTime: number | null,
): string {
  const latest = before !== null && before > seen ? before : seen
  const isFuture = serverTime !== null && Date.parse(latest) > serverTime
  return isFuture ? new Date(serverTime).toISOString() : latest
}

/** Whether the server returns an older version of an entry than the stored one. */
export function wentBack(
  before: EntrySummaryRecord,
  after: EntrySummaryRecord,
  zoned: boolean,
): boolean {
  // When summer time ends, times may go back by an hour.
  const allowed = zoned ? 60 * minute : 0
  return Date.parse(after.updatedAt) < Date.parse(before.updatedAt) - allowed
}

/** The server's clock and ours at the same moment. */
export interface Clocks {
  readonly serverTime: number | null
  readonly clientTime: number
}

/**
 * Whether the server's clock was set back. Changes since then may have times before the watermark.
 */
export function clockWasSetBack(before: Clocks, now: Clocks): boolean {
  if (before.serverTime === null || now.serverTime === null) return false
  const passedThere = now.serverTime - before.serverTime
  const passedHere = now.clientTime - before.clientTime
  return passedThere < 0 || passedThere < passedHere - drift
}

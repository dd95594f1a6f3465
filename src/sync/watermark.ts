// From when on the next run reads, by the server's clock.
import type { EntrySummaryRecord } from '../entries/entry-record.js'

const minute = 60_000

/** How far the two clocks may drift apart between runs before one of them was set. */
const drift = 5 * minute

/**
 * How far back a run reads again, in milliseconds. Ten minutes, since a row can become visible after
 * rows with later stamps; an hour more where summer time may end: then an hour comes twice, the
 * database keeps local times, and both read as the first.
 */
export function overlapOf(zoned: boolean): number {
  return zoned ? 70 * minute : 10 * minute
}

/** Whether a run reads everything after this moment again. */
export function readFrom(watermark: string, zoned: boolean): Date {
  return new Date(Math.max(0, Date.parse(watermark) - overlapOf(zoned)))
}

/** The later of two moments, but nothing that the server's own clock calls the future. */
export function nextWatermark(
  before: string | null,
  seen: string,
  serverTime: number | null,
): string {
  const latest = before !== null && before > seen ? before : seen
  const isFuture = serverTime !== null && Date.parse(latest) > serverTime
  return isFuture ? new Date(serverTime).toISOString() : latest
}

/** Whether the server shows an entry as it was before the stored copy was made. */
export function wentBack(
  before: EntrySummaryRecord,
  after: EntrySummaryRecord,
  zoned: boolean,
): boolean {
  // The hour that comes twice takes back up to an hour by itself.
  const allowed = zoned ? 60 * minute : 0
  return Date.parse(after.updatedAt) < Date.parse(before.updatedAt) - allowed
}

/** When a clock was looked at, on the server and here. */
export interface Clocks {
  readonly serverTime: number | null
  readonly clientTime: number
}

/** Whether the server's clock was set back between two looks: what was stamped since then may lie before the watermark. */
export function clockWasSetBack(before: Clocks, now: Clocks): boolean {
  if (before.serverTime === null || now.serverTime === null) return false
  const passedThere = now.serverTime - before.serverTime
  const passedHere = now.clientTime - before.clientTime
  return passedThere < 0 || passedThere < passedHere - drift
}

// Compares the entries of server and store, by count, by hash, or page by page.
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import type { PageData } from '../entries/page-requests.js'
import { isWallabagError } from '../errors/index.js'
import { apply } from './apply.js'
import { confirmGone, isGoneByNumber, remove } from './deletions.js'
import type { EventBatches } from './events.js'
import { latestOf } from './read-changes.js'
import type { RunContext } from './run.js'
import { hashesAtOnce, pageSize, sampleSize } from './sizes.js'

/** The result of a check of the library. */
export interface Checked {
  /** How many entries the server has. */
  readonly total: number
  /** Whether the store has an entry that the page should have contained but did not. */
  readonly missing: boolean
}

/**
 * Reads the number of entries. The same request also reads a small page again, in each run the next
 * one. That finds changes that no watermark shows, for instance if a clock was wrong for an hour,
 * without another request.
 */
export async function* checkTotal(run: RunContext): EventBatches<Checked> {
  const { local } = run
  const page = await samplePage(run)
  run.noteUnreadable(page)
  const missing = hasGap(page, local.known)
  yield* apply(run, page.items)
  const nextPage = page.number >= page.pageCount ? 1 : page.number + 1
  await local.remember({ nextPage })
  await run.progress('checking', page.length, page.total)
  return { total: page.total, missing }
}

async function samplePage({ reader, local }: RunContext): Promise<PageData<EntrySummaryRecord>> {
  const list = { sort: 'created', order: 'asc' } as const
  const last = Math.max(1, Math.ceil(local.count / sampleSize))
  const page = Math.min(local.state.nextPage, last)
  try {
    return await reader.page(list, { page, perPage: sampleSize })
  } catch (error) {
    // A library that has shrunk may end before the page (quirk 21).
    const isOver = isWallabagError(error) && error.code === 'not_found_page' && page > 1
    if (!isOver) throw error
    return reader.page(list, { page: 1, perPage: sampleSize })
  }
}

/** Whether the store has an entry that belongs on this page but is not there. */
function hasGap(page: PageData<EntrySummaryRecord>, known: ReadonlySet<number>): boolean {
  const onPage = new Set(page.ids)
  const from = page.number === 1 ? 0 : (page.ids[0] ?? Infinity)
  const isLast = page.number >= page.pageCount
  const to = isLast ? Infinity : (page.ids.at(-1) ?? 0)
  for (const id of known) if (id >= from && id <= to && !onPage.has(id)) return true
  return false
}

const mostByNumber = 3

/**
 * Whether looking up all hashes takes no more requests than reading all pages. It transfers less
 * data.
 */
export function isLessByHash(stored: number, total: number): boolean {
  return Math.ceil(stored / hashesAtOnce) <= Math.ceil(Math.max(1, total) / pageSize)
}

/**
 * Finds deleted entries by looking up the hash of each entry. A hash may have changed since the
 * entry was read, so entries that are not found are also requested by id.
 */
export async function* compareByHash(run: RunContext): EventBatches {
  const unknown = await confirmGone(run, [...run.local.known])
  // Requesting by id takes one request per entry. With more entries than this, reading pages is
  // cheaper.
  if (unknown.length > mostByNumber) return yield* compareByPages(run)
  const gone: EntrySummaryRecord[] = []
  for (const entry of unknown) if (await isGoneByNumber(run, entry, true)) gone.push(entry)
  run.allowDeletion(gone)
  yield* remove(run, gone)
}

/**
 * Reads the whole library by id and updates the store. The walk finds every entry that exists
 * during the whole walk. An entry that it does not find may be deleted; it is if its hash is not
 * found either.
 */
export async function* compareByPages(run: RunContext): EventBatches {
  const { local } = run
  const stored = [...local.known]
  const met = new Set<number>()
  const unreadable = [...local.unreadable]
  let isWhole = true
  let latest: EntrySummaryRecord | null = null
  for await (const page of run.walk({})) {
    for (const id of page.ids) met.add(id)
    // An invalid item without an id could be any of the entries that were not found.
    if (page.ids.length < page.length) isWhole = false
    latest = latestOf(latest, page.items)
    yield* apply(run, page.items)
    await run.progress('comparing', met.size, page.total)
  }
  if (!isWhole) return
  for (const id of unreadable) if (!met.has(id)) local.unreadable.delete(id)
  const missing = stored.filter((id) => local.known.has(id) && !met.has(id))
  const gone = await confirmGone(run, missing)
  run.allowDeletion(gone)
  yield* remove(run, gone)
  await settle(run, latest)
}

/** Accepts the state of a restored server, including the time of its last change. */
async function settle({ local }: RunContext, latest: EntrySummaryRecord | null): Promise<void> {
  const last = latest?.updatedAt ?? null
  const { watermark: before } = local.state
  await local.remember({
    restored: false,
    newest: latest?.id ?? null,
    watermark: last !== null && before !== null && before < last ? before : last,
    filled: latest !== null,
  })
}

/** Whether the numbers of entries prove that something was missed. */
export function disagree(stored: number, total: number): boolean {
  return stored !== total
}

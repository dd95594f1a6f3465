import { isWallabagError } from '../errors/index.js'
import type { EntrySummaryRecord } from '../models/entry-record.js'
import type { PageData } from '../operations/list.js'
import { apply } from './apply.js'
import type { EventBatches } from './event.js'
import type { RunParts } from './run-parts.js'
import { sampleSize } from './sizes.js'

/** What a look at the library showed. */
export interface Checked {
  /** How many entries the server has. */
  readonly total: number
  /** Whether an entry was missing where it should have been. */
  readonly missing: boolean
}

/**
 * Asks how many entries there are, and uses the request to read one small page again, the next one
 * in each run. So whatever no watermark can show, such as a clock that was wrong for an hour, is
 * found in time without a request of its own.
 */
export async function* checkTotal(run: RunParts): EventBatches<Checked> {
  const { local } = run
  const page = await samplePage(run)
  run.noteUnreadable(page)
  const missing = hasGap(page, local.known)
  yield* apply(run, page.items)
  const nextPage = page.number >= page.pageCount ? 1 : page.number + 1
  await local.remember({ nextPage })
  run.progress('checking', page.length, page.total)
  return { total: page.total, missing }
}

async function samplePage({ reader, local }: RunParts): Promise<PageData<EntrySummaryRecord>> {
  const list = { sort: 'created', order: 'asc' } as const
  const last = Math.max(1, Math.ceil(local.count / sampleSize))
  const page = Math.min(local.state.nextPage, last)
  try {
    return await reader.page(list, { page, perPage: sampleSize })
  } catch (error) {
    // A library that shrank ends before the page (Q21).
    const isOver = isWallabagError(error) && error.code === 'not_found_page' && page > 1
    if (!isOver) throw error
    return reader.page(list, { page: 1, perPage: sampleSize })
  }
}

/** Whether the store has an entry whose place is on this page, and which is not there. */
function hasGap(page: PageData<EntrySummaryRecord>, known: ReadonlySet<number>): boolean {
  const onPage = new Set(page.ids)
  const from = page.number === 1 ? 0 : (page.ids[0] ?? Number.POSITIVE_INFINITY)
  const isLast = page.number >= page.pageCount
  const to = isLast ? Number.POSITIVE_INFINITY : (page.ids.at(-1) ?? 0)
  for (const id of known) if (id >= from && id <= to && !onPage.has(id)) return true
  return false
}

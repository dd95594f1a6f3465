import type { Entry, EntrySummary } from '../models/entry.js'
import { type EntryFilter, filterToWire, type ListOptions } from '../models/entry-filter.js'
import { getEntry } from '../operations/entries.js'
import { entriesExist } from '../operations/exists.js'
import { listEntries, type PageData, type PageRequest } from '../operations/list.js'
import { WalkById } from '../pages/walk.js'
import type { SyncContext } from './context.js'
import type { Clocks } from './rules.js'
import { pageSize } from './sizes.js'

/** What a run reads from the server, and what it learns about the server's clock meanwhile. */
export class Reader {
  readonly #context: SyncContext
  readonly #signal: AbortSignal | undefined
  /** Both clocks at the first answer; from then on nothing that is read can be older. */
  clocks: Clocks = { serverTime: null, clientTime: Date.now() }
  /** Whether a moment at another offset than +0000 was seen. */
  zoned = false

  constructor(context: SyncContext, signal: AbortSignal | undefined) {
    this.#context = context
    this.#signal = context.signal({ signal })
  }

  /** One page of metadata. */
  async page(
    list: ListOptions,
    at: PageRequest,
    signal = this.#signal,
  ): Promise<PageData<EntrySummary>> {
    const { query, requirements } = filterToWire({ ...list, detail: 'metadata' })
    const scope = this.#context.scope({ signal })
    await this.#context.version.require(requirements, scope)
    const { value, response } = await listEntries(this.#context.api, query, at, scope)
    this.#watchClock(response.headers.get('date'))
    this.zoned ||= value.items.some((entry) => !offsetOf(entry).endsWith('0000'))
    return value
  }

  /** The entry that was changed last, of those after a moment or of all. */
  async newest(changedAfter?: Date): Promise<EntrySummary | null> {
    const list = { sort: 'updated', order: 'desc', changedAfter } as const
    const { items } = await this.page(list, { page: 1, perPage: 1 })
    return items[0] ?? null
  }

  /**
   * All pages of a list by id, each with what the ones before it did not have, and the next one
   * fetched ahead.
   *
   * @param after - The entry after which to begin, and how many there are up to it.
   */
  async *walk(
    filter: EntryFilter,
    after?: { readonly id: number; readonly count: number },
  ): AsyncGenerator<PageData<EntrySummary>, void, undefined> {
    const controller = new AbortController()
    const abort = () => controller.abort(this.#signal?.reason)
    this.#signal?.addEventListener('abort', abort, { once: true })
    if (this.#signal?.aborted) abort()
    const list = { ...filter, sort: 'created', order: 'asc' } as const
    const walk = new WalkById((at, signal) => this.page(list, at, signal), pageSize, 'asc')
    if (after) walk.resume(endingWith(after.id, after.count))
    try {
      let coming = walk.next(controller.signal)
      for (;;) {
        const page = await coming
        if (!page) return
        coming = walk.next(controller.signal)
        // Its failure is met when its turn comes.
        coming.catch(() => undefined)
        yield page
      }
    } finally {
      this.#signal?.removeEventListener('abort', abort)
      controller.abort()
    }
  }

  /** One entry with its content. */
  async entry(id: number): Promise<Entry> {
    const scope = this.#context.scope({ signal: this.#signal })
    return (await getEntry(this.#context.api, id, scope)).value
  }

  /** Which entries these hashes are. */
  async exist(hashes: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
    const scope = this.#context.scope({ signal: this.#signal })
    return (await entriesExist(this.#context.api, hashes, scope)).value
  }

  #watchClock(date: string | null): void {
    const serverTime = Date.parse(date ?? '')
    if (this.clocks.serverTime !== null || Number.isNaN(serverTime)) return
    this.clocks = { serverTime, clientTime: Date.now() }
  }
}

/** The offset of the server's clock, which the model no longer has. */
function offsetOf({ raw }: EntrySummary): string {
  const hasDate = typeof raw === 'object' && raw !== null && 'updated_at' in raw
  return hasDate && typeof raw.updated_at === 'string' ? raw.updated_at : '0000'
}

/** A page as if it had been fetched, of one entry that has so many up to it. */
function endingWith(id: number, count: number): PageData<never> {
  const whole = { perPage: 1, pageCount: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY }
  return { items: [], ids: [id], length: 1, number: count, ...whole }
}

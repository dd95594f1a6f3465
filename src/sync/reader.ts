// Reads from the server during a run.
import { isMissingEntry } from '../api/api.js'
import type { Context } from '../api/context.js'
import type { WireEntry } from '../contract/entry-schemas.js'
import { ahead, fetchEarly } from '../entries/ahead.js'
import { type EntryFilter, filterToWire, type ListOptions } from '../entries/entry-filter.js'
import { type EntrySummaryRecord, recordFromWire } from '../entries/entry-record.js'
import { entriesExist, getEntryAs, isAbsent } from '../entries/entry-requests.js'
import {
  type FetchPage,
  listEntriesAs,
  type PageData,
  type PageRequest,
} from '../entries/page-requests.js'
import { aroundUnreadable } from '../entries/unreadable.js'
import { WalkById } from '../entries/walk.js'
import { serverTime } from '../http/headers.js'
import type { RequestOptions } from '../http/scope.js'
import type { Scope } from '../http/wait.js'
import { pageSize } from './sizes.js'
import type { Clocks } from './watermark.js'

/** An entry with its content, which is stored separately. */
export interface FullEntry {
  readonly entry: EntrySummaryRecord
  readonly content: string | null
}

/** Pages of a walk, one after another. */
export type Pages = AsyncGenerator<PageData<EntrySummaryRecord>, void, undefined>

/** The entry after which a walk begins, and how many entries there are up to it. */
export interface WalkStart {
  readonly id: number
  readonly count: number
}

/** Reads from the server, and learns about its clock from the answers. */
export class Reader {
  readonly #context: Context
  readonly #request: RequestOptions
  /** Both clocks at the first answer. Whatever is read later cannot be older. */
  clocks: Clocks = { serverTime: null, clientTime: Date.now() }
  /** Whether the server used an offset other than +0000. */
  zoned = false

  constructor(context: Context, request: RequestOptions | undefined) {
    this.#context = context
    this.#request = { ...request, signal: context.signal(request) }
  }

  /** One page of metadata. */
  page(list: ListOptions, at: PageRequest): Promise<PageData<EntrySummaryRecord>> {
    return this.#pages(list)(at)
  }

  /** Fetches pages of metadata. Entries that the server cannot return are left out. */
  #pages(list: ListOptions): FetchPage<EntrySummaryRecord> {
    const byId = list.sort === 'created' ? (list.order ?? 'desc') : null
    const open = (signal?: AbortSignal) => this.scope(signal)
    const fetch = (at: PageRequest, signal?: AbortSignal) => this.#fetch(list, at, signal)
    return aroundUnreadable(fetch, { api: this.#context.api, byId, open })
  }

  async #fetch(
    list: ListOptions,
    at: PageRequest,
    signal?: AbortSignal,
  ): Promise<PageData<EntrySummaryRecord>> {
    const { query, requirements } = filterToWire({ ...list, detail: 'metadata' })
    const scope = this.scope(signal)
    await this.#context.version.require(requirements, scope)
    const map = (wire: WireEntry, baseUrl: string) => {
      this.zoned ||= !wire.updated_at.endsWith('0000')
      return recordFromWire(wire, baseUrl)
    }
    const { value, response } = await listEntriesAs(this.#context.api, query, at, map, scope)
    this.#watchClock(response.headers)
    return value
  }

  /** The entry with the latest change, of all or of those changed after a time. */
  async newest(changedAfter?: Date): Promise<EntrySummaryRecord | null> {
    const list = { sort: 'updated', order: 'desc', changedAfter } as const
    const { items } = await this.page(list, { page: 1, perPage: 1 })
    return items[0] ?? null
  }

  /**
   * Walks a list in the order of ids. Each page contains only new entries, and the next two are
   * fetched ahead.
   */
  walk(filter: EntryFilter, after?: WalkStart): Pages {
    const list = { ...filter, sort: 'created', order: 'asc' } as const
    const fetch = fetchEarly(this.#pages(list), pageSize)
    const walk = new WalkById(fetch, pageSize, 'asc', Infinity)
    if (after) walk.resume(endingWith(after))
    return ahead(walk, this.#request.signal)
  }

  /** Reads an entry with its content. */
  async entry(id: number): Promise<FullEntry> {
    return (await getEntryAs(this.#context.api, id, fullFromWire, this.scope())).value
  }

  /**
   * Reads an entry. Returns `null` only if the server certainly does not have it.
   *
   * @param isWitnessed - Whether another request has already shown that it does not exist.
   * @param hash - The hash of the entry, by which to confirm that it does not exist.
   */
  async find(id: number, isWitnessed = false, hash?: string | null): Promise<FullEntry | null> {
    try {
      return await this.entry(id)
    } catch (error) {
      if (!isMissingEntry(error)) throw error
      if (isWitnessed || (await this.isAbsent(id, hash))) return null
      return this.entry(id)
    }
  }

  /** Confirms that an entry does not exist, after a 404 said so. */
  async isAbsent(id: number, hash?: string | null): Promise<boolean> {
    const found = hash ? (await this.exist([hash])).get(hash) : undefined
    return isAbsent(this.#context.api, id, this.scope(), found)
  }

  /** Looks up entries by hash. `urlOf` is for servers that do not support hashes. */
  async exist(
    hashes: readonly string[],
    urlOf?: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, number | null>> {
    return (await entriesExist(this.#context.api, hashes, this.scope(), urlOf)).value
  }

  /** The scope of one request. */
  scope(signal = this.#request.signal): Scope {
    return this.#context.scope({ ...this.#request, signal })
  }

  #watchClock(headers: Headers): void {
    const time = serverTime(headers)
    if (this.clocks.serverTime !== null || time === null) return
    this.clocks = { serverTime: time, clientTime: Date.now() }
  }
}

function fullFromWire(wire: WireEntry, baseUrl: string): FullEntry {
  return { entry: recordFromWire(wire, baseUrl), content: wire.content ?? null }
}

/** A page as if it had been read, ending with an entry that has so many entries up to it. */
function endingWith({ id, count }: WalkStart): PageData<never> {
  const whole = { perPage: 1, pageCount: Infinity, total: Infinity }
  return { items: [], ids: [id], length: 1, number: count, ...whole }
}

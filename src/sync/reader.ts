// What a run reads from the server.
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
import type { RequestOptions } from '../http/scope.js'
import type { Scope } from '../http/wait.js'
import { pageSize } from './sizes.js'
import type { Clocks } from './watermark.js'

/** An entry with its content, which is stored apart from it. */
export interface FullEntry {
  readonly entry: EntrySummaryRecord
  readonly content: string | null
}

/** Pages of a walk, one after another. */
export type Pages = AsyncGenerator<PageData<EntrySummaryRecord>, void, undefined>

/** The entry after which a walk begins, and how many there are up to it. */
export interface WalkStart {
  readonly id: number
  readonly count: number
}

/** What a run reads from the server, and what it learns about the server's clock meanwhile. */
export class Reader {
  readonly #context: Context
  readonly #request: RequestOptions
  /** Both clocks at the first answer; from then on nothing that is read can be older. */
  clocks: Clocks = { serverTime: null, clientTime: Date.now() }
  /** Whether a moment at another offset than +0000 was seen. */
  zoned = false

  constructor(context: Context, request: RequestOptions | undefined) {
    this.#context = context
    this.#request = { ...request, signal: context.signal(request) }
  }

  /** One page of metadata. */
  page(list: ListOptions, at: PageRequest): Promise<PageData<EntrySummaryRecord>> {
    return this.#pages(list)(at)
  }

  /** Pages of metadata, around what the server cannot give. */
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
    this.#watchClock(response.headers.get('date'))
    return value
  }

  /** The entry that was changed last, of those after a moment or of all. */
  async newest(changedAfter?: Date): Promise<EntrySummaryRecord | null> {
    const list = { sort: 'updated', order: 'desc', changedAfter } as const
    const { items } = await this.page(list, { page: 1, perPage: 1 })
    return items[0] ?? null
  }

  /**
   * All pages of a list by id, each with what the ones before it did not have, and the next two
   * fetched ahead.
   */
  walk(filter: EntryFilter, after?: WalkStart): Pages {
    const list = { ...filter, sort: 'created', order: 'asc' } as const
    const fetch = fetchEarly(this.#pages(list), pageSize)
    const walk = new WalkById(fetch, pageSize, 'asc', Infinity)
    if (after) walk.resume(endingWith(after))
    return ahead(walk, this.#request.signal)
  }

  /** One entry with its content. */
  async entry(id: number): Promise<FullEntry> {
    return (await getEntryAs(this.#context.api, id, fullFromWire, this.scope())).value
  }

  /**
   * The same, or `null` when the server surely has no such entry; any other failure proves nothing.
   *
   * @param isWitnessed - Whether something else has shown already that it is not there.
   * @param hash - By which the server can say who has its address.
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

  /** Whether an entry really is not there, when a 404 has said so. */
  async isAbsent(id: number, hash?: string | null): Promise<boolean> {
    const found = hash ? (await this.exist([hash])).get(hash) : undefined
    return isAbsent(this.#context.api, id, this.scope(), found)
  }

  /** Which entries these hashes are; `urlOf` for a server that knows no hashes. */
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

  #watchClock(date: string | null): void {
    const serverTime = Date.parse(date ?? '')
    if (this.clocks.serverTime !== null || Number.isNaN(serverTime)) return
    this.clocks = { serverTime, clientTime: Date.now() }
  }
}

function fullFromWire(wire: WireEntry, baseUrl: string): FullEntry {
  return { entry: recordFromWire(wire, baseUrl), content: wire.content ?? null }
}

/** A page as if it had been fetched, of one entry that has so many up to it. */
function endingWith({ id, count }: WalkStart): PageData<never> {
  const whole = { perPage: 1, pageCount: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY }
  return { items: [], ids: [id], length: 1, number: count, ...whole }
}

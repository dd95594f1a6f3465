import { unexpectedInput } from '../errors/index.js'
import { addressOf } from '../flows/save.js'
import type { RequestOptions } from '../http/scope.js'
import type { Entry, EntrySummary } from '../models/entry.js'
import { type EntryFilter, filterToWire, type ListOptions } from '../models/entry-filter.js'
import {
  checkExportFormat,
  type ExportedFile,
  type ExportFormat,
  exportRequirements,
} from '../models/export.js'
import { checkId } from '../models/ids.js'
import type { ApiCall } from '../operations/call.js'
import type { Context } from '../operations/context.js'
import { getEntry, getEntrySummary } from '../operations/entries.js'
import { entriesExist } from '../operations/exists.js'
import { exportEntry } from '../operations/export.js'
import { listEntries } from '../operations/list.js'
import { List } from '../pages/list.js'
import { hashUrl } from '../url/hash-url.js'

const usualPerPage = 30

/**
 * Reading the saved articles, one by one, in lists and as files.
 *
 * @example
 * ```ts
 * const unread = await wallabag.entries.count({ archived: false })
 * ```
 */
export class EntryReading {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /** @internal */
  protected get context(): Context {
    return this.#context
  }

  /**
   * Lists entries: await it for a page, iterate it for all. In the order of ids (the default) an
   * entry that matches during the whole iteration comes exactly once, whatever changes meanwhile;
   * with `sort: 'updated'` or `'archived'` it comes at most once.
   *
   * @param filter - Which entries, in which order, and whether with their content.
   * @param request - Signal and timeouts, for each page.
   * @returns A list; nothing is sent before it is awaited or iterated.
   * @throws InputError at once for a filter that the server would misread, and when it is read with
   *   code `unsupported` for one that the server is too old for.
   *
   * @example
   * ```ts
   * for await (const entry of wallabag.entries.list({ tags: ['read'], archived: false })) {
   *   console.log(entry.title)
   * }
   * ```
   */
  list(filter: ListOptions & { detail: 'full' }, request?: RequestOptions): List<Entry>
  list(filter?: ListOptions, request?: RequestOptions): List<EntrySummary>
  list(filter: ListOptions = {}, request?: RequestOptions): List<Entry> | List<EntrySummary> {
    const { query, requirements } = filterToWire(filter)
    if (!query.has('detail')) query.set('detail', 'metadata')
    const { api, version } = this.#context
    return new List<EntrySummary>({
      perPage: filter.perPage ?? usualPerPage,
      byId: (filter.sort ?? 'created') === 'created' ? (filter.order ?? 'desc') : null,
      signal: this.#context.signal(request),
      fetch: async (at, signal) => {
        const scope = this.#context.scope({ ...request, signal })
        await version.require(requirements, scope)
        return (await listEntries(api, query, at, scope)).value
      },
    })
  }

  /**
   * Counts entries.
   *
   * @param filter - Which entries; all unless told.
   * @param request - Signal and timeouts.
   * @returns How many there are.
   * @throws InputError for a filter that the server would misread or ignore.
   *
   * @example
   * ```ts
   * const unread = await wallabag.entries.count({ archived: false })
   * ```
   */
  count(filter: EntryFilter = {}, request?: RequestOptions): ApiCall<number> {
    return this.#context.call(request, async (scope) => {
      const { query, requirements } = filterToWire(filter)
      query.set('detail', 'metadata')
      await this.#context.version.require(requirements, scope)
      const at = { page: 1, perPage: 1 }
      const { value, response } = await listEntries(this.#context.api, query, at, scope)
      return { value: value.total, response }
    })
  }

  /**
   * Reads one entry.
   *
   * @param id - The entry's number.
   * @param request - `detail: 'metadata'` leaves the content out; signal and timeouts.
   * @returns The entry.
   * @throws WallabagError with code `not_found_entry`, or `forbidden` for another user's entry on
   *   servers before 2.7.
   *
   * @example
   * ```ts
   * const entry = await wallabag.entries.get(1)
   * const summary = await wallabag.entries.get(1, { detail: 'metadata' })
   * ```
   */
  get(id: number, request: RequestOptions & { detail: 'metadata' }): ApiCall<EntrySummary>
  get(id: number, request?: RequestOptions & { detail?: 'full' | undefined }): ApiCall<Entry>
  get(id: number, request?: RequestOptions & { detail?: unknown }): ApiCall<Entry | EntrySummary> {
    const { detail = 'full', ...times } = request ?? {}
    return this.#context.call<Entry | EntrySummary>(times, async (scope) => {
      const { api } = this.#context
      if (detail === 'full') return getEntry(api, checkId(id), scope)
      if (detail === 'metadata') return getEntrySummary(api, checkId(id), scope)
      throw unexpectedInput('detail', '“full” or “metadata”', detail)
    })
  }

  /**
   * Finds the entry of an address.
   *
   * @param url - The address as it was saved, or after the redirects that the server met.
   * @param request - Signal and timeouts.
   * @returns The entry's number, or `null` when the address is not saved.
   * @throws InputError for what is no address.
   *
   * @example
   * ```ts
   * if ((await wallabag.entries.idOf('https://example.org/a')) === null) console.log('not saved')
   * ```
   */
  idOf(url: string, request?: RequestOptions): ApiCall<number | null> {
    return this.#context.call(request, async (scope) => {
      const hash = hashUrl(addressOf(this.#context, url))
      const { value, response } = await entriesExist(this.#context.api, [hash], scope)
      return { value: value.get(hash) ?? null, response }
    })
  }

  /**
   * Exports an entry as a file.
   *
   * @param id - The entry's number.
   * @param format - `epub`, `pdf`, `txt`, `csv`, `json`, `xml`; `mobi` before 2.7, `md` from 2.7.
   * @param request - Signal and timeouts; `timeout` also bounds the silence within the file.
   * @returns The file as it arrives.
   * @throws InputError for an unknown format, with code `unsupported` for one that this server lacks.
   *
   * @example
   * ```ts
   * const file = await wallabag.entries.export(1, 'epub')
   * const bytes = await file.bytes()
   * ```
   */
  export(id: number, format: ExportFormat, request?: RequestOptions): ApiCall<ExportedFile> {
    return this.#context.call(request, async (scope) => {
      checkId(id)
      checkExportFormat(format)
      await this.#context.version.require(exportRequirements[format] ?? [], scope)
      return exportEntry(this.#context.api, id, format, scope)
    })
  }
}

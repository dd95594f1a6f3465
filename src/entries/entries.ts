import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { checkOption, unexpectedInput } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import { checkId } from '../values/ids-and-dates.js'
import {
  existingLabel,
  listToWire,
  normalizeLabel,
  normalizeLabels,
  type Tag,
} from '../values/tag.js'
import { EntryBatches } from './batch.js'
import type { Entry, EntrySummary } from './entry.js'
import { changesToWire, type EntryChanges, noLabels, someLabels } from './entry-fields.js'
import type { EntryFilter, ListOptions } from './entry-filter.js'
import {
  addEntryTags,
  deleteEntry,
  entryIdOf,
  getEntry,
  getEntrySummary,
  listEntryTags,
  reloadEntry,
  updateEntry,
} from './entry-requests.js'
import {
  checkExportFormat,
  type ExportedFile,
  type ExportFormat,
  exportEntry,
  exportRequirements,
} from './export.js'
import type { List } from './list.js'
import { countEntries, entryList, type ListRequest } from './listing.js'
import { addressOf, save } from './save.js'
import type { Saved, SaveOptions } from './save-options.js'
import { clearTags, removeTags } from './tagging.js'
import { type Where, whereRules } from './where.js'

/** The result of a reload. */
export interface Reloaded {
  /** The entry as it is now. */
  readonly entry: Entry
  /** Whether the server could read the page; if not, nothing has changed. */
  readonly reloaded: boolean
}

/**
 * Saved articles, one at a time and in lists. `wallabag-sdk/core` offers all of this.
 *
 * @example
 * ```ts
 * const { entry } = await wallabag.entries.save('https://example.org/a')
 * await wallabag.entries.update(entry.id, { archived: true })
 * ```
 */
export class CoreEntries {
  /** The server's mass endpoints, without additions. */
  readonly batch: EntryBatches
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
    this.batch = new EntryBatches(context)
  }

  /**
   * Lists entries: await the list for a page, iterate it for all entries. In the order of ids (the
   * default) an entry that matches during the whole iteration comes exactly once, whatever changes
   * meanwhile; with `sort: 'updated'` or `'archived'` it comes at most once.
   *
   * @param filter - Which entries, in which order, with or without their content.
   * @param request - `after`, the cursor of the page to continue after; `where`, a predicate beside
   *   the filter (such a list can be iterated but not awaited); signal and timeouts, for each page.
   * @returns A list. Nothing is sent until it is awaited or iterated.
   * @throws InputError at once for a filter that the server would misread, and for a cursor of
   *   another server, filter or order; while reading, for a cursor of another account, and with
   *   code `unsupported` for a filter that this server is too old for.
   *
   * @example
   * ```ts
   * for await (const entry of wallabag.entries.list({ tags: ['read'], archived: false })) {
   *   console.log(entry.title)
   * }
   *
   * const { cursor } = await wallabag.entries.list({ archived: false })
   * const next = await wallabag.entries.list({ archived: false }, { after: cursor })
   * ```
   */
  list(filter: ListOptions & { detail: 'full' }, request?: ListRequest): List<Entry>
  list(filter?: ListOptions, request?: ListRequest): List<EntrySummary>
  list(filter: ListOptions = {}, request?: ListRequest): List<Entry> | List<EntrySummary> {
    return entryList(this.#context, filter, request)
  }

  /**
   * Counts entries in one request; with `where`, by reading every entry that the filter finds.
   *
   * @param filter - Which entries (default: all).
   * @param request - `where`, a predicate beside the filter; signal and timeouts.
   * @returns The number of entries.
   * @throws InputError for a filter that the server would misread or ignore.
   *
   * @example
   * ```ts
   * const unread = await wallabag.entries.count({ archived: false })
   * ```
   */
  count(
    filter: EntryFilter = {},
    request: RequestOptions & { where?: Where | undefined } = {},
  ): ApiCall<number> {
    const { where, ...times } = request
    return this.#context.call(times, async (scope) => {
      checkOption('where', where, whereRules.where, 'invalid_option')
      return countEntries(this.#context, filter, where, scope)
    })
  }

  /**
   * Reads one entry.
   *
   * @param id - The entry's id.
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
    return this.#context.call<Entry | EntrySummary>(request && times, async (scope) => {
      const { api } = this.#context
      if (detail === 'full') return getEntry(api, checkId(id), scope)
      if (detail === 'metadata') return getEntrySummary(api, checkId(id), scope)
      throw unexpectedInput('detail', '“full” or “metadata”', detail)
    })
  }

  /**
   * Finds the entry of an address.
   *
   * @param url - The address as it was saved, or after any redirects that the server followed.
   * @param request - Signal and timeouts.
   * @returns The entry's id, or `null` when the address is not saved.
   * @throws InputError for anything but an http or https address.
   *
   * @example
   * ```ts
   * if ((await wallabag.entries.idOf('https://example.org/a')) === null) console.log('not saved')
   * ```
   */
  idOf(url: string, request?: RequestOptions): ApiCall<number | null> {
    return this.#context.call(request, async (scope) =>
      entryIdOf(this.#context.api, addressOf(this.#context, url), scope),
    )
  }

  /**
   * Saves an address. The options you pass win over what the server finds on the page. If the
   * address is saved already, no second entry is made, and whatever you did not pass stays as it
   * is.
   *
   * @param url - The address, sent unchanged: its exact text identifies the entry.
   * @param options - Fields and tags to set, and what to do if the address is saved already.
   * @param request - Signal and timeouts; the server fetches the page within this call.
   * @returns The entry, and whether this call created or changed it.
   * @throws InputError for options that the server would ignore or misread.
   * @throws PartialError when the entry was created and a later step failed.
   * @throws WallabagError with code `ambiguous` when nobody can tell whether it was saved.
   *
   * @example
   * ```ts
   * const { entry, created } = await wallabag.entries.save('https://example.org/a', { tags: ['read'] })
   * ```
   */
  save(url: string, options: SaveOptions = {}, request?: RequestOptions): ApiCall<Saved> {
    return this.#context.call(request, (scope) => save(this.#context, url, options, scope))
  }

  /**
   * Changes an entry. Only the fields you pass are set; the server cannot clear a text field.
   *
   * @param id - The entry's id.
   * @param changes - The fields to set. `tags` replaces all tags of the entry.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws InputError for values that the server would ignore: an empty title, `null`, no tags.
   * @throws WallabagError with code `not_found_entry`.
   *
   * @example
   * ```ts
   * const entry = await wallabag.entries.update(1, { archived: true })
   * ```
   */
  update(id: number, changes: EntryChanges, request?: RequestOptions): ApiCall<Entry> {
    return this.#context.call(request, async (scope) =>
      updateEntry(this.#context.api, checkId(id), changesToWire(changes), scope),
    )
  }

  /**
   * Deletes an entry. There is no undo.
   *
   * @param id - The entry's id.
   * @param request - Signal and timeouts.
   * @throws WallabagError with code `not_found_entry`.
   *
   * @example
   * ```ts
   * await wallabag.entries.delete(1)
   * ```
   */
  delete(id: number, request?: RequestOptions): ApiCall<void> {
    return this.#context.call(request, async (scope) =>
      deleteEntry(this.#context.api, checkId(id), scope),
    )
  }

  /**
   * Makes the server fetch the page again. What it finds replaces title, content, language,
   * authors, date and picture; tags, `archived` and `starred` stay. If the address redirects, the
   * entry is afterwards found only under the address it leads to.
   *
   * @param id - The entry's id.
   * @param request - Signal and timeouts; the server fetches the page within this call.
   * @returns The entry as it is now, and whether the server could read the page; if not, nothing
   *   has changed.
   * @throws WallabagError with code `not_found_entry`.
   *
   * @example
   * ```ts
   * const { entry, reloaded } = await wallabag.entries.reload(1)
   * ```
   */
  reload(id: number, request?: RequestOptions): ApiCall<Reloaded> {
    return this.#context.call<Reloaded>(request, async (scope) => {
      const { api } = this.#context
      const { value, response } = await reloadEntry(api, checkId(id), scope)
      if (value) return { value: { entry: value, reloaded: true }, response }
      const unchanged = await getEntry(api, id, scope)
      return { value: { entry: unchanged.value, reloaded: false }, response: unchanged.response }
    })
  }

  /**
   * Exports an entry as a file.
   *
   * @param id - The entry's id.
   * @param format - `epub`, `pdf`, `txt`, `csv`, `json`, `xml`; `mobi` before 2.7, `md` from 2.7.
   * @param request - Signal and timeouts; `timeout` also limits each pause within the file.
   * @returns The file, which can be read while it arrives.
   * @throws InputError for an unknown format, and with code `unsupported` for one that this server
   *   lacks.
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

  /**
   * Adds tags to an entry; its other tags stay.
   *
   * @param id - The entry's id.
   * @param labels - The labels, which the server keeps in lower case.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws InputError for an empty list, or a label with a comma.
   *
   * @example
   * ```ts
   * const { tags } = await wallabag.entries.addTags(1, ['later', 'long read'])
   * ```
   */
  addTags(id: number, labels: readonly string[], request?: RequestOptions): ApiCall<Entry> {
    return this.#context.call(request, async (scope) =>
      addEntryTags(this.#context.api, checkId(id), someLabels(labels), scope),
    )
  }

  /**
   * Reads the tags of an entry, without the entry.
   *
   * @param id - The entry's id.
   * @param request - Signal and timeouts.
   * @returns The tags.
   * @throws WallabagError with code `not_found_entry`.
   *
   * @example
   * ```ts
   * const tags = await wallabag.entries.getTags(1)
   * ```
   */
  getTags(id: number, request?: RequestOptions): ApiCall<Tag[]> {
    return this.#context.call(request, async (scope) =>
      listEntryTags(this.#context.api, checkId(id), scope),
    )
  }

  /**
   * Replaces all tags of an entry.
   *
   * @param id - The entry's id.
   * @param labels - The new labels; an empty list removes all tags.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws InputError for a label with a comma, unless the entry has it already.
   * @throws PartialError when only some tags could be removed.
   *
   * @example
   * ```ts
   * const { tags } = await wallabag.entries.setTags(1, ['read'])
   * ```
   */
  setTags(id: number, labels: readonly string[], request?: RequestOptions): ApiCall<Entry> {
    return this.#context.call(request, async (scope) => {
      const { api } = this.#context
      const all = normalizeLabels(labels, 'tags', existingLabel)
      if (all.length === 0) return clearTags(api, checkId(id), scope)
      const odd = all.filter((label) => label.includes(','))
      if (odd.length === 0) return updateEntry(api, checkId(id), { tags: listToWire(all) }, scope)
      // A label with a comma stays if the entry has it. Otherwise the caller probably meant several
      // labels.
      const { value: present } = await listEntryTags(api, checkId(id), scope)
      for (const label of odd)
        if (!present.some((tag) => tag.label === label)) normalizeLabel(label)
      return updateEntry(api, id, { tags: all }, scope)
    })
  }

  /**
   * Removes tags from an entry; tags that it does not have are ignored. The server removes tags by
   * id and can reuse an id for another tag, so the entry's tags are read first.
   *
   * @param id - The entry's id.
   * @param tags - Labels, or tags taken from an entry.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws InputError for an empty list.
   * @throws PartialError when it failed midway.
   *
   * @example
   * ```ts
   * await wallabag.entries.removeTags(1, ['later'])
   * ```
   */
  removeTags(
    id: number,
    tags: readonly string[] | readonly Tag[],
    request?: RequestOptions,
  ): ApiCall<Entry> {
    return this.#context.call(request, async (scope) => {
      if (!Array.isArray(tags) || tags.length === 0) throw noLabels()
      return removeTags(this.#context.api, checkId(id), tags, scope)
    })
  }

  /**
   * Removes all tags from an entry, with one request for each.
   *
   * @param id - The entry's id.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws PartialError when it failed midway.
   *
   * @example
   * ```ts
   * await wallabag.entries.clearTags(1)
   * ```
   */
  clearTags(id: number, request?: RequestOptions): ApiCall<Entry> {
    return this.#context.call(request, async (scope) =>
      clearTags(this.#context.api, checkId(id), scope),
    )
  }
}

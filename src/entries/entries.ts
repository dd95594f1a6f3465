import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { checkOption, unexpectedInput } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import { checkId } from '../values/ids-and-dates.js'
import { existingLabel, normalizeLabel, normalizeLabels, type Tag } from '../values/tag.js'
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

/** What a reload did. */
export interface Reloaded {
  /** The entry as it is now. */
  readonly entry: Entry
  /** Whether the page could be read; if not, nothing has changed. */
  readonly reloaded: boolean
}

/**
 * The saved articles, one by one and in lists: what `wallabag-sdk/core` has of them.
 *
 * @example
 * ```ts
 * const { entry } = await wallabag.entries.save('https://example.org/a')
 * await wallabag.entries.update(entry.id, { archived: true })
 * ```
 */
export class CoreEntries {
  /** The server's mass endpoints as they are. */
  readonly batch: EntryBatches
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
    this.batch = new EntryBatches(context)
  }

  /**
   * Lists entries: await it for a page, iterate it for all. In the order of ids (the default) an
   * entry that matches during the whole iteration comes exactly once, whatever changes meanwhile;
   * with `sort: 'updated'` or `'archived'` it comes at most once.
   *
   * @param filter - Which entries, in which order, and whether with their content.
   * @param request - `after`, the cursor of a page to go on from; `where`, a predicate beside the filter,
   *   with which the list is to be iterated and not awaited; signal and timeouts, for each page.
   * @returns A list; nothing is sent before it is awaited or iterated.
   * @throws InputError at once for a filter that the server would misread, and for a cursor of another
   *   server, filter or order; when it is read for a cursor of another account, and with code
   *   `unsupported` for a filter that the server is too old for.
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
   * Counts entries, in one request; with `where` by a walk through all that the filter finds.
   *
   * @param filter - Which entries (default: all).
   * @param request - `where`, a predicate beside the filter; signal and timeouts.
   * @returns How many there are.
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
    return this.#context.call(request, async (scope) =>
      entryIdOf(this.#context.api, addressOf(this.#context, url), scope),
    )
  }

  /**
   * Saves an address. What is given wins over what the server finds on the page; an address that is
   * saved already is not saved twice, and what its entry has is kept.
   *
   * @param url - The address, sent as it is: its exact text is the entry's identity.
   * @param options - Fields and tags to set, and what to do if the address is saved already.
   * @param request - Signal and timeouts; the server fetches the page within this call.
   * @returns The entry, and whether this call created it.
   * @throws InputError for what the server would ignore or misread.
   * @throws PartialError when the entry was created and a later step failed.
   * @throws WallabagError with code `ambiguous` when it cannot be known whether it was saved.
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
   * Changes an entry. Only what is given is set; the server cannot clear a text field.
   *
   * @param id - The entry's number.
   * @param changes - What to set. `tags` replace all that the entry has.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws InputError for what the server would ignore: an empty title, `null`, no tags.
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
   * @param id - The entry's number.
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
   * Makes the server fetch the page again. What it finds replaces title, content, language, authors,
   * date and picture; tags, the archive and the star stay. Of an address that redirected, the entry is
   * found afterwards only under the one it redirected to.
   *
   * @param id - The entry's number.
   * @param request - Signal and timeouts; the server fetches the page within this call.
   * @returns The entry as it is now, and whether the page could be read; if not, nothing has changed.
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

  /**
   * Adds tags to an entry; those it has already stay.
   *
   * @param id - The entry's number.
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
   * @param id - The entry's number.
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
   * Gives an entry exactly these tags, in the place of all it has.
   *
   * @param id - The entry's number.
   * @param labels - The labels; none clears the tags.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws InputError for a label with a comma that the entry does not have.
   * @throws PartialError when clearing failed midway.
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
      if (odd.length === 0) return updateEntry(api, checkId(id), { tags: all.join(',') }, scope)
      // Kept where the entry has it; else it is a slip of who means several labels.
      const { value: present } = await listEntryTags(api, checkId(id), scope)
      for (const label of odd)
        if (!present.some((tag) => tag.label === label)) normalizeLabel(label)
      return updateEntry(api, id, { tags: all }, scope)
    })
  }

  /**
   * Takes tags off an entry; those it does not have are no error. The server knows them by id alone,
   * and can give an id to another tag, so the entry's tags are read first.
   *
   * @param id - The entry's number.
   * @param tags - Labels, or tags as an entry has them.
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
   * Takes all tags off an entry, one request for each.
   *
   * @param id - The entry's number.
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

import { save } from '../flows/save.js'
import type { Saved, SaveOptions } from '../flows/save-input.js'
import type { RequestOptions } from '../http/scope.js'
import type { Entry } from '../models/entry.js'
import { changesToWire, type EntryChanges } from '../models/entry-changes.js'
import { checkId } from '../models/ids.js'
import type { ApiCall } from '../operations/call.js'
import { deleteEntry, getEntry, reloadEntry, updateEntry } from '../operations/entries.js'
import { EntryBatches } from './entry-batches.js'
import { EntryTagging } from './entry-tagging.js'

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
export class CoreEntries extends EntryTagging {
  /** The server's mass endpoints as they are. */
  readonly batch: EntryBatches = new EntryBatches(this.context)

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
    return this.context.call(request, (scope) => save(this.context, url, options, scope))
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
    return this.context.call(request, async (scope) =>
      updateEntry(this.context.api, checkId(id), changesToWire(changes), scope),
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
    return this.context.call(request, async (scope) =>
      deleteEntry(this.context.api, checkId(id), scope),
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
    return this.context.call<Reloaded>(request, async (scope) => {
      const { api } = this.context
      const { value, response } = await reloadEntry(api, checkId(id), scope)
      if (value) return { value: { entry: value, reloaded: true }, response }
      const unchanged = await getEntry(api, id, scope)
      return { value: { entry: unchanged.value, reloaded: false }, response: unchanged.response }
    })
  }
}

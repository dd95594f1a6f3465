import { clearTags, removeTags } from '../flows/entry-tags.js'
import type { RequestOptions } from '../http/scope.js'
import type { Entry } from '../models/entry.js'
import { noLabels, someLabels } from '../models/entry-changes.js'
import { checkId } from '../models/ids.js'
import { normalizeLabels } from '../models/label.js'
import type { Tag } from '../models/tag.js'
import type { ApiCall } from '../operations/call.js'
import { addEntryTags, listEntryTags, updateEntry } from '../operations/entries.js'
import { EntryReading } from './entry-reading.js'

/**
 * The tags of one entry.
 *
 * @example
 * ```ts
 * const entry = await wallabag.entries.setTags(1, ['read'])
 * ```
 */
export class EntryTagging extends EntryReading {
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
    return this.context.call(request, async (scope) =>
      addEntryTags(this.context.api, checkId(id), someLabels(labels), scope),
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
    return this.context.call(request, async (scope) =>
      listEntryTags(this.context.api, checkId(id), scope),
    )
  }

  /**
   * Gives an entry exactly these tags, in the place of all it has.
   *
   * @param id - The entry's number.
   * @param labels - The labels; none clears the tags.
   * @param request - Signal and timeouts.
   * @returns The entry as it is now.
   * @throws InputError for a label with a comma.
   * @throws PartialError when clearing failed midway.
   *
   * @example
   * ```ts
   * const { tags } = await wallabag.entries.setTags(1, ['read'])
   * ```
   */
  setTags(id: number, labels: readonly string[], request?: RequestOptions): ApiCall<Entry> {
    return this.context.call(request, async (scope) => {
      const { api } = this.context
      const normal = normalizeLabels(labels)
      if (normal.length === 0) return clearTags(api, checkId(id), scope)
      return updateEntry(api, checkId(id), { tags: normal.join(',') }, scope)
    })
  }

  /**
   * Takes tags off an entry; those it does not have are no error. The server knows them by id alone,
   * so labels cost one more request than tags.
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
    return this.context.call(request, async (scope) => {
      if (!Array.isArray(tags) || tags.length === 0) throw noLabels()
      return removeTags(this.context.api, checkId(id), tags, scope)
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
    return this.context.call(request, async (scope) =>
      clearTags(this.context.api, checkId(id), scope),
    )
  }
}

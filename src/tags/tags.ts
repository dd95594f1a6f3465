import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { InputError, unexpectedInput } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import { checkId } from '../values/ids-and-dates.js'
import { existingLabel, normalizeLabels, type Tag, type TagWithCount } from '../values/tag.js'
import { type MergedTags, mergeTags } from './merge-tags.js'
import {
  deleteTag,
  deleteTagByLabel,
  deleteTagsByLabel,
  listTags,
  noTagDeleted,
} from './tag-requests.js'

/**
 * A tag, by its label or its id; or a tag that you have read, whose label and id must both still be
 * the same.
 */
export type TagReference =
  | { readonly label: string; readonly id?: undefined }
  | { readonly id: number; readonly label?: undefined }
  | Tag

/**
 * The tags of the user's entries.
 *
 * @example
 * ```ts
 * const tags = await wallabag.tags.list()
 * ```
 */
export class Tags {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Lists all tags in use, in alphabetical order.
   *
   * @param request - Signal and timeouts.
   * @returns The tags, each with the number of entries that have it.
   * @throws WallabagError when no usable answer comes.
   *
   * @example
   * ```ts
   * for (const tag of await wallabag.tags.list()) console.log(tag.label, tag.entryCount)
   * ```
   */
  list(request?: RequestOptions): ApiCall<TagWithCount[]> {
    return this.#context.call(request, (scope) => listTags(this.#context.api, scope))
  }

  /**
   * Removes a tag from all the user's entries. The entries stay.
   *
   * @param tag - The tag, by its label or its id.
   * @param request - Signal and timeouts.
   * @throws WallabagError with code `not_found_tag`.
   *
   * @example
   * ```ts
   * await wallabag.tags.delete({ label: 'later' })
   * ```
   */
  delete(tag: TagReference, request?: RequestOptions): ApiCall<void> {
    return this.#context.call(request, async (scope) => {
      const { api } = this.#context
      const { id, label } = tag ?? {}
      if (id !== undefined) return deleteTag(api, checkId(id), label, scope)
      if (label !== undefined) return deleteTagByLabel(api, existingLabel(label), scope)
      throw unexpectedInput('tag', '{ label } or { id }', tag)
    })
  }

  /**
   * Removes several tags from all the user's entries. The entries stay.
   *
   * @param labels - The labels; those that do not exist are ignored.
   * @param request - Signal and timeouts.
   * @returns The labels that existed. If an answer was lost and the request repeated, only those
   *   that the repeat still found.
   * @throws InputError for an empty list, or a label with a comma.
   *
   * @example
   * ```ts
   * const deleted = await wallabag.tags.deleteMany(['later', 'no-such-label'])
   * ```
   */
  deleteMany(labels: readonly string[], request?: RequestOptions): ApiCall<string[]> {
    return this.#context.call(request, async (scope) => {
      const normal = normalizeLabels(labels, 'labels', existingLabel)
      if (normal.length === 0) {
        throw new InputError('invalid_input', 'labels: expected at least one, received none.')
      }
      return deleteTagsByLabel(this.#context.api, normal, () => scope).catch(noTagDeleted)
    })
  }

  /**
   * Gives a tag another label, on every entry. The server cannot rename a tag, so the new label is
   * added to every entry, and the old one is deleted once every entry has the new one.
   *
   * @param from - The old label.
   * @param to - The new label; if it exists already, the two tags are merged.
   * @param request - Signal, and timeouts for each request.
   * @returns How many entries got the new label.
   * @throws WallabagError with code `not_found_tag` if there is no such tag, or `partial` if some
   *   entries have both labels: then repeat the call.
   *
   * @example
   * ```ts
   * const { changed } = await wallabag.tags.rename('later', 'to read')
   * ```
   */
  rename(from: string, to: string, request?: RequestOptions): ApiCall<MergedTags> {
    return this.merge([from], to, request)
  }

  /**
   * Replaces several labels by one, on every entry.
   *
   * @param labels - The old labels.
   * @param into - The new label, whether it exists already or not.
   * @param request - Signal, and timeouts for each request.
   * @returns How many entries got the new label.
   * @throws WallabagError with code `not_found_tag` if none of the tags exists, or `partial` if
   *   some entries have both labels: then repeat the call.
   *
   * @example
   * ```ts
   * await wallabag.tags.merge(['later', 'long read'], 'to read')
   * ```
   */
  merge(labels: readonly string[], into: string, request?: RequestOptions): ApiCall<MergedTags> {
    const part = this.#context.part()
    return part.call(request, () => mergeTags(part.api, labels, into, () => part.scope(request)))
  }
}

import type { Answered } from '../api/api.js'
import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { InputError, isWallabagError, unexpectedInput } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import { checkId } from '../values/ids-and-dates.js'
import { existingLabel, normalizeLabels, type Tag, type TagWithCount } from '../values/tag.js'
import { type MergedTags, mergeTags } from './merge-tags.js'
import { deleteTag, deleteTagByLabel, deleteTagsByLabel, listTags } from './tag-requests.js'

/** A tag, by its label or its number; or one that was read, of which both must still be so. */
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
   * @throws WallabagError for everything that is not an answer.
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
   * Takes a tag off all the user's entries. The entries stay.
   *
   * @param tag - Which tag, by its label or its number.
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
   * Takes several tags off all the user's entries. The entries stay.
   *
   * @param labels - The labels; those that nobody has are no error.
   * @param request - Signal and timeouts.
   * @returns The labels that there were; when an answer was lost, those that its repeat still found.
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
      return deleteTagsByLabel(this.#context.api, normal, () => scope).catch(none)
    })
  }

  /**
   * Gives a tag another label, on every entry. The server cannot do it, so the new label is added
   * everywhere, and the old one deleted when no entry has it alone any more.
   *
   * @param from - The label as it is.
   * @param to - The label as it is to be; one that exists already is merged into.
   * @param request - Signal, and timeouts for each request.
   * @returns How many entries were given the label.
   * @throws WallabagError with code `not_found_tag` when there is no such tag, `partial` when some
   *   entries have both labels: repeat the call.
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
   * Puts one label in the place of several, on every entry.
   *
   * @param labels - The labels as they are.
   * @param into - The label that is to be in their place, whether it exists or not.
   * @param request - Signal, and timeouts for each request.
   * @returns How many entries were given the label.
   * @throws WallabagError with code `not_found_tag` when none of the tags is there, `partial` when some
   *   entries have both: repeat the call.
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

/** The server's 404 says that there was none of the labels, which is an answer like another. */
function none(error: unknown): Answered<string[]> {
  if (!isWallabagError(error) || error.code !== 'not_found_tag') throw error
  const response = { status: 404, headers: new Headers(), attempts: error.attempts }
  return { value: [], response }
}

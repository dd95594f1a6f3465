import type { RequestOptions } from '../http/scope.js'
import type { Annotation } from '../models/annotation.js'
import { annotationToWire, type NewAnnotation, noteToWire } from '../models/annotation-input.js'
import { checkId } from '../models/ids.js'
import {
  createAnnotation,
  deleteAnnotation,
  listAnnotations,
  updateAnnotation,
} from '../operations/annotations.js'
import type { ApiCall } from '../operations/call.js'
import type { Context } from '../operations/context.js'

/**
 * The notes on passages of articles.
 *
 * @example
 * ```ts
 * const notes = await wallabag.annotations.list(1)
 * ```
 */
export class Annotations {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Lists the notes on an entry, all of them.
   *
   * @param entryId - The entry's number.
   * @param request - Signal and timeouts.
   * @returns The notes that the user made; for another user's entry none on servers before 2.7.
   * @throws WallabagError with code `not_found_entry`.
   *
   * @example
   * ```ts
   * for (const note of await wallabag.annotations.list(1)) console.log(note.quote, note.text)
   * ```
   */
  list(entryId: number, request?: RequestOptions): ApiCall<Annotation[]> {
    return this.#context.call(request, async (scope) =>
      listAnnotations(this.#context.api, checkId(entryId, 'entryId'), scope),
    )
  }

  /**
   * Makes a note. It does not change the entry's `updatedAt`. Servers before 2.7 take a note on
   * another user's entry, who then sees it.
   *
   * @param entryId - The entry's number.
   * @param annotation - The passage, the note, and where the passage is.
   * @param request - Signal and timeouts.
   * @returns The note as the server keeps it, its text trimmed.
   * @throws InputError for a quote that is empty or over 10 000 characters long, or for odd ranges.
   * @throws WallabagError with code `not_found_entry`.
   *
   * @example
   * ```ts
   * const note = await wallabag.annotations.create(1, {
   *   quote: 'the first words',
   *   text: 'well said',
   *   ranges: [{ start: '/p[1]', startOffset: 0, end: '/p[1]', endOffset: 15 }],
   * })
   * ```
   */
  create(
    entryId: number,
    annotation: NewAnnotation,
    request?: RequestOptions,
  ): ApiCall<Annotation> {
    return this.#context.call(request, async (scope) => {
      const id = checkId(entryId, 'entryId')
      return createAnnotation(this.#context.api, id, annotationToWire(annotation), scope)
    })
  }

  /**
   * Changes the text of a note; its passage cannot be changed.
   *
   * @param id - The note's number.
   * @param text - The new text, which may be empty.
   * @param request - Signal and timeouts.
   * @returns The note as it is now.
   * @throws WallabagError with code `not_found_annotation`.
   *
   * @example
   * ```ts
   * const { id } = await wallabag.annotations.create(1, { quote: 'words', text: 'hm' })
   * await wallabag.annotations.update(id, 'well said')
   * ```
   */
  update(id: number, text: string, request?: RequestOptions): ApiCall<Annotation> {
    return this.#context.call(request, async (scope) =>
      updateAnnotation(this.#context.api, checkId(id), noteToWire(text), scope),
    )
  }

  /**
   * Deletes a note. There is no undo.
   *
   * @param id - The note's number.
   * @param request - Signal and timeouts.
   * @throws WallabagError with code `not_found_annotation`.
   *
   * @example
   * ```ts
   * const { id } = await wallabag.annotations.create(1, { quote: 'words', text: 'hm' })
   * await wallabag.annotations.delete(id)
   * ```
   */
  delete(id: number, request?: RequestOptions): ApiCall<void> {
    return this.#context.call(request, async (scope) =>
      deleteAnnotation(this.#context.api, checkId(id), scope),
    )
  }
}

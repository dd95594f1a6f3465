import type { Answered, Api } from '../api/api.js'
import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import type { WireCreateAnnotationBody } from '../contract/request-schemas.js'
import type { RequestOptions } from '../http/scope.js'
import type { Scope } from '../http/wait.js'
import { checkId } from '../values/ids-and-dates.js'
import {
  type Annotation,
  annotationFromWire,
  annotationToWire,
  type NewAnnotation,
  noteToWire,
} from './annotation.js'

/** `GET /api/annotations/{entry}`: all annotations of the signed-in user. */
export async function listAnnotations(
  api: Api,
  entryId: number,
  scope: Scope,
): Promise<Answered<Annotation[]>> {
  const path = `api/annotations/${entryId}`
  const request = { operation: 'listAnnotations', method: 'GET', path } as const
  const reply = await api.send(request, scope)
  const { rows } = api.envelope(reply, 'annotationList')
  const value = await api.items(reply, rows, 'annotation', annotationFromWire)
  return { value, response: reply }
}

/**
 * `POST /api/annotations/{entry}` with JSON, because a form would create an empty annotation (quirk
 * 29).
 */
export function createAnnotation(
  api: Api,
  entryId: number,
  body: WireCreateAnnotationBody,
  scope: Scope,
): Promise<Answered<Annotation>> {
  const path = `api/annotations/${entryId}`
  return api.one(
    { operation: 'createAnnotation', method: 'POST', path, json: body },
    'annotation',
    annotationFromWire,
    scope,
  )
}

/** `PUT /api/annotations/{annotation}`: only the text can be changed. */
export function updateAnnotation(
  api: Api,
  id: number,
  text: string,
  scope: Scope,
): Promise<Answered<Annotation>> {
  const path = `api/annotations/${id}`
  return api.one(
    { operation: 'updateAnnotation', method: 'PUT', path, json: { text } },
    'annotation',
    annotationFromWire,
    scope,
  )
}

/**
 * `DELETE /api/annotations/{annotation}`: the annotation in the answer has lost its id (quirk 28).
 */
export function deleteAnnotation(api: Api, id: number, scope: Scope): Promise<Answered<void>> {
  const path = `api/annotations/${id}`
  return api.deleted({ operation: 'deleteAnnotation', method: 'DELETE', path }, 'quote', id, scope)
}

/**
 * Annotations: notes on passages of articles.
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
   * Lists all annotations of an entry.
   *
   * @param entryId - The entry's id.
   * @param request - Signal and timeouts.
   * @returns The annotations that the signed-in user made; none for another user's entry on servers
   *   before 2.7.
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
   * Creates an annotation. The entry's `updatedAt` does not change. Servers before 2.7 accept an
   * annotation on another user's entry, and show it to that user.
   *
   * @param entryId - The entry's id.
   * @param annotation - The passage, where it is, and the note.
   * @param request - Signal and timeouts.
   * @returns The annotation as the server keeps it, with its text trimmed.
   * @throws InputError for a quote that is empty or longer than 10 000 characters, or for malformed
   *   ranges.
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
   * Changes the text of an annotation; its passage cannot be changed.
   *
   * @param id - The note's id.
   * @param text - The new text; may be empty.
   * @param request - Signal and timeouts.
   * @returns The annotation as it is now.
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
   * Deletes an annotation. There is no undo.
   *
   * @param id - The note's id.
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

import type { Scope } from '../http/scope.js'
import { type Annotation, annotationFromWire } from '../models/annotation.js'
import type { WireCreateAnnotationBody } from '../wire/requests.js'
import type { Answered, Api } from './api.js'

/** `GET /api/annotations/{entry}`: the caller's own, all of them. */
export async function listAnnotations(
  api: Api,
  entryId: number,
  scope: Scope,
): Promise<Answered<Annotation[]>> {
  const path = `api/annotations/${entryId}`
  const request = { operation: 'listAnnotations', method: 'GET', path } as const
  const reply = await api.send(request, scope)
  const { rows } = await api.envelope(reply, 'annotationList')
  const value = await api.items(reply, rows, 'annotation', annotationFromWire)
  return { value, response: reply }
}

/** `POST /api/annotations/{entry}`; JSON only, since a form would make an empty annotation (Q29). */
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

/** `PUT /api/annotations/{annotation}`: the text is all that can change. */
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

/** `DELETE /api/annotations/{annotation}`; the answer has lost its id (Q28). */
export function deleteAnnotation(api: Api, id: number, scope: Scope): Promise<Answered<void>> {
  const path = `api/annotations/${id}`
  return api.one(
    { operation: 'deleteAnnotation', method: 'DELETE', path },
    'deletedAnnotation',
    () => undefined,
    scope,
  )
}

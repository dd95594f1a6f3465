import { HttpError } from '../http/http-error.js'
import { type Answer, type ApiRequest, json } from '../http/message.js'
import { jsonDecode } from '../php/json.js'
import { textFrom } from '../php/utf8.js'
import {
  arrayMap,
  isArray,
  isEmpty,
  isNumeric,
  itemsOf,
  type PhpObject,
  type PhpValue,
  toText,
} from '../php/values.js'
import type { Annotation, Range } from '../state/rows.js'
import { validateAnnotation, validateText } from './annotation-form.js'
import { anyEntry, foreign, idIn, type Server } from './context.js'
import { trimUnicode } from './form.js'
import { annotationJson } from './serialize.js'

/** `GET /api/annotations/{entry}`: only the user's own annotations. */
export function getAnnotations(server: Server, request: ApiRequest): Answer {
  const entry = accessibleEntry(server, request)
  const rows = server.state.library
    .annotationsOf(entry.id)
    .filter(({ user }) => user === request.user.id)
    .map((row) => annotationJson(server.state, row))
  return json({ total: rows.length, rows })
}

/** In 2.6.14 everyone can annotate every entry (quirk 46). */
function accessibleEntry(server: Server, request: ApiRequest) {
  const entry = anyEntry(server, request)
  if (server.state.isDev && entry.user !== request.user.id) throw foreign(server.state)
  return entry
}

/** `POST /api/annotations/{entry}`: anything but JSON creates an empty annotation (quirk 29). */
export function postAnnotation(server: Server, request: ApiRequest): Answer {
  const { state } = server
  const entry = accessibleEntry(server, request)
  const data = jsonBody(request) ?? {}
  const invalid = validateAnnotation(data)
  if (invalid !== null) return invalidAnswer(server, invalid)
  const now = state.now()
  // PHP decodes an empty JSON object into an empty array.
  const { ranges } = data
  const row = state.library.annotate({
    entry: entry.id,
    user: request.user.id,
    text: trimUnicode(toText(data['text'])),
    quote: toText(data['quote']),
    ranges: arrayMap(isArray(ranges) && !isEmpty(ranges) ? ranges : [], rangeOf),
    createdAt: now,
    updatedAt: now,
  })
  return json(annotationJson(state, row))
}

/** `PUT /api/annotations/{annotation}`: changes only the text. */
export function putAnnotation(server: Server, request: ApiRequest): Answer {
  const row = ownAnnotation(server, request)
  const data = jsonBody(request)
  if (data === null) throw new HttpError(500)
  // The edit form has one field. Quote and ranges are ignored.
  const invalid = validateText(data)
  if (invalid !== null) return invalidAnswer(server, invalid)
  const text = trimUnicode(toText(data['text']))
  if (text !== row.text) row.updatedAt = server.state.now()
  row.text = text
  return json(annotationJson(server.state, row))
}

/** `DELETE /api/annotations/{annotation}`: the answer has no id (quirk 28). */
export function deleteAnnotation(server: Server, request: ApiRequest): Answer {
  const row = ownAnnotation(server, request)
  server.state.library.removeAnnotation(row)
  const { id: _, ...rest } = annotationJson(server.state, row)
  return json(rest)
}

function ownAnnotation(server: Server, request: ApiRequest): Annotation {
  // The argument is an `int`, which PHP accepts only as a numeric text.
  if (!server.state.isDev && !isNumeric(request.route.get('annotation') ?? '')) {
    throw new HttpError(500)
  }
  const row = server.state.library.annotations.get(idIn(request, 'annotation'))
  if (row?.user !== request.user.id) throw new HttpError(404)
  return row
}

/** Reads the body as JSON, regardless of its content type. */
function jsonBody(request: ApiRequest): PhpObject | null {
  const value = jsonDecode(textFrom(request.body))
  return isArray(value) ? itemsOf(value) : null
}

function invalidAnswer({ state }: Server, errors: unknown): Answer {
  if (state.isDev) return json({}, 400)
  return json({ code: 400, message: 'Validation Failed', errors }, 400)
}

function rangeOf(value: PhpValue): Range {
  const given = itemsOf(value)
  const text = (name: string) => {
    const trimmed = trimUnicode(toText(given[name]))
    return trimmed === '' ? null : trimmed
  }
  return {
    start: text('start'),
    startOffset: text('startOffset'),
    end: text('end'),
    endOffset: text('endOffset'),
  }
}

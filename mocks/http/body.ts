import { jsonDecode } from '../php/json.js'
import { parseStr } from '../php/query.js'
import { textFrom } from '../php/utf8.js'
import { isArray, type Params } from '../php/values.js'
import { HttpError } from './http-error.js'
import type { IncomingRequest } from './message.js'
import { parseMultipart } from './multipart.js'
import { parseXml } from './xml.js'

const EMPTY: Params = new Map()

/** The content type without parameters, or undefined without the header. */
export function contentType(request: IncomingRequest): string | undefined {
  return request.headers.get('content-type')?.split(';')[0]?.trim()
}

/**
 * Whether the body is a form. PHP decodes the form of a POST, ignoring case, and the framework
 * those of other methods.
 */
export function isForm(request: IncomingRequest): boolean {
  const type = contentType(request)
  const name = request.method === 'POST' ? type?.toLowerCase() : type
  return name === 'application/x-www-form-urlencoded'
}

/**
 * The fields of a form, or undefined if the body is not a form. PHP reads a multipart body only for
 * a POST.
 */
export function formOf(request: IncomingRequest): Params | undefined {
  if (isForm(request)) return parseStr(textFrom(request.body))
  if (contentType(request)?.toLowerCase() !== 'multipart/form-data') return undefined
  return request.method === 'POST' ? parseMultipart(request) : EMPTY
}

/**
 * The parameters in a body, by its content type. An unknown type is ignored.
 *
 * @param method The method after an override
 * @param format The type of a body without a content type: the suffix of the path. Null for 2.6.14,
 *   whose framework does not know the empty type that nginx passes on
 * @throws HttpError 400 for malformed JSON or XML, scalars and `null`, before the token is checked
 */
export function decodeBody(
  request: IncomingRequest,
  method: string,
  format: string | null,
): Params {
  const form = formOf(request)
  if (form !== undefined) return form
  const type = contentType(request)
  if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) return EMPTY
  const kind = type === undefined ? format : KINDS.get(type)
  // PHP's `empty()` treats the body "0" as empty.
  if (request.body.length === 0 || (request.body.length === 1 && request.body[0] === 0x30))
    return EMPTY
  if (kind === 'json') return decodeJson(request.body)
  return kind === 'xml' ? decodeXml(request.body) : EMPTY
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['application/json', 'json'],
  ['application/x-json', 'json'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/x-xml', 'xml'],
])

function decodeJson(body: Uint8Array): Params {
  const value = jsonDecode(textFrom(body))
  if (!isArray(value)) {
    throw new HttpError(400, 'Invalid json message received')
  }
  return new Map(Object.entries(value))
}

function decodeXml(body: Uint8Array): Params {
  const value = parseXml(textFrom(body))
  if (value === null) throw new HttpError(400, 'Invalid xml message received')
  return new Map(Object.entries(value))
}

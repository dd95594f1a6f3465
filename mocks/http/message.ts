import { jsonEncode } from '../php/json.js'
import type { Params } from '../php/values.js'
import type { Arrival } from '../state/arrival.js'
import type { User } from '../state/rows.js'
import { HttpError } from './http-error.js'

/** A request in the form that all faces convert to. */
export interface IncomingRequest {
  method: string
  /** The scheme and host that the server sees, for links. */
  origin: string
  /** The path and query as sent. */
  target: string
  /** The headers, with names in lower case. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}

/** An answer before a face converts it. Header names are in lower case. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Uint8Array
}

/** A request while the server processes it. */
export interface Request {
  method: string
  origin: string
  path: string
  rawQuery: string
  query: Params
  headers: ReadonlyMap<string, string>
  body: Uint8Array
  /** The decoded parameters in the body. */
  params: Params
  /** The variables in the path of the route. */
  route: ReadonlyMap<string, string>
  /** The suffix of the path, `json` without one; null outside of the routes. */
  format: string | null
  arrival: Arrival
}

/** The argument of a route: the request and its user. */
export interface ApiRequest extends Request {
  user: User
}

/**
 * A JSON answer of the API.
 *
 * @throws HttpError 500 for text that is not UTF-8
 */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  const body = jsonEncode(value)
  if (body === undefined) throw new HttpError(500)
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }
}

/** An HTML page. */
export function html(body: string, status = 200, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8', ...headers },
    body: `<!DOCTYPE html>\n<html>\n    <head><meta charset="UTF-8" /></head>\n    <body>${body}</body>\n</html>`,
  }
}

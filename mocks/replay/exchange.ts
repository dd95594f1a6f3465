/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** The body of a recorded request: a form as text, a JSON value, or anything else unchanged. */
export interface RecordedBody {
  form?: string
  json?: Json
  raw?: string
  contentType?: string
}

/** A recorded request. */
export interface RecordedRequest {
  method: string
  /** The path with the query. */
  path: string
  headers: Record<string, string>
  body?: RecordedBody
}

/** A recorded answer. Its body is in `json`, `text` or `base64Head`. */
export interface RecordedResponse {
  status: number
  headers: Record<string, string>
  json?: Json
  text?: string
  /** The first bytes of a binary body. */
  base64Head?: string
  bytes?: number
}

/** One line of a recording. */
export interface Exchange {
  n: number
  name: string
  /** The server's clock in unix seconds. */
  at: number
  request: RecordedRequest
  response: RecordedResponse
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

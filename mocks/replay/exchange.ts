/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** The body of a recorded request: urlencoded text, a JSON value, or anything else as it was. */
export interface RecordedBody {
  form?: string
  json?: Json
  raw?: string
  contentType?: string
}

/** A recorded request. */
export interface RecordedRequest {
  method: string
  /** With the query. */
  path: string
  headers: Record<string, string>
  body?: RecordedBody
}

/** A recorded answer; one of `json`, `text` and `base64Head` holds its body. */
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

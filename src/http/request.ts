import type { HeaderFields } from './headers.js'
import type { Operation } from './operation-facts.js'
import type { Scope } from './wait.js'

/** A request of the API, without the root URL and the token. */
export interface ApiRequest {
  readonly operation: Operation
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the instance's root, with neither a leading slash nor a query: `api/entries/7`. */
  readonly path: string
  /** Another root on the same origin, used by `diagnose`. Such a request never has a token. */
  readonly root?: string | undefined
  readonly query?: URLSearchParams | undefined
  readonly json?: unknown
  readonly form?: URLSearchParams | undefined
  /** The cookies of a session, for the web pages. The API does not use cookies. */
  readonly cookie?: string | undefined
  /**
   * `none` for the public endpoints, where an invalid token would turn a good answer into a 401
   * (quirk 34).
   */
  readonly auth?: 'none' | undefined
  /** `stream` returns the body unread. Otherwise it is read as text. */
  readonly expect?: 'stream' | undefined
  /** Whether it is sent once and never repeated. */
  readonly once?: boolean | undefined
  /** Statuses besides 2xx that are not an error for this operation. */
  readonly understands?: readonly number[] | undefined
}

/** An answer that the operation expects. */
export interface Answer {
  readonly request: ApiRequest
  /** The scope of the call that the request belongs to. */
  readonly scope: Scope
  readonly status: number
  readonly headers: Headers
  /** The body as text, or empty for a stream. */
  readonly text: string
  /** The body as a stream, if the request asked for one. */
  readonly stream: ReadableStream<Uint8Array> | null
  /** How many times the request was sent. */
  readonly attempts: number
  /** Whether an earlier attempt may have reached the server although its answer was lost. */
  readonly uncertain: boolean
  /** Whether PHP printed messages around the body. They are not part of `text`. */
  readonly hasPhp: boolean
}

/** One attempt as it is sent. */
export interface WireRequest {
  readonly url: string
  readonly method: string
  readonly headers: HeaderFields
  readonly body: string | undefined
  readonly stream: boolean
  /** Milliseconds for the headers and the body, or for each read of a stream. */
  readonly timeout: number
  /** When the whole call must have ended, including a stream, on the monotonic clock. */
  readonly deadline: number
}

/** The name of a request in messages: `GET /api/entries`. */
export function nameOf(request: Pick<ApiRequest, 'method' | 'path'>): string {
  return `${request.method} /${request.path}`
}

import type { HeaderFields } from './headers.js'
import type { Operation } from './operation-facts.js'
import type { Scope } from './wait.js'

/** One call of the API before it meets URLs, tokens and retries. */
export interface ApiRequest {
  readonly operation: Operation
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the instance's root, with neither a leading slash nor a query: `api/entries/7`. */
  readonly path: string
  /** Another root than the client's own on the same origin, to look around; never with a token. */
  readonly root?: string | undefined
  readonly query?: URLSearchParams | undefined
  readonly json?: unknown
  readonly form?: URLSearchParams | undefined
  /** A session's cookies, for the web pages; the API has none. */
  readonly cookie?: string | undefined
  /** `none` for the public endpoints, where a bad token would turn a good answer into a 401 (quirk 34). */
  readonly auth?: 'none' | undefined
  /** `stream` hands the body on unread; otherwise it is read as JSON. */
  readonly expect?: 'stream' | undefined
  /** Whether it is sent once and never repeated. */
  readonly once?: boolean | undefined
  /** Statuses beside 2xx that the operation understands by itself. */
  readonly understands?: readonly number[] | undefined
}

/** What came back, once it is one of the answers that the operation understands. */
export interface Answer {
  readonly request: ApiRequest
  /** What the call shares that the request was made for. */
  readonly scope: Scope
  readonly status: number
  readonly headers: Headers
  /** The body as text; empty when it is a stream. */
  readonly text: string
  /** The body as a stream, when that was asked for. */
  readonly stream: ReadableStream<Uint8Array> | null
  /** How many times the request was sent. */
  readonly attempts: number
  /** Whether an earlier attempt may have reached the server and its answer been lost. */
  readonly uncertain: boolean
  /** Whether messages of PHP stood around the text, which are left out of it. */
  readonly hasPhp: boolean
}

/** One attempt, ready for the wire. */
export interface WireRequest {
  readonly url: string
  readonly method: string
  readonly headers: HeaderFields
  readonly body: string | undefined
  readonly stream: boolean
  /** Milliseconds for the headers and the body; of a stream for each piece of it. */
  readonly timeout: number
  /** When the whole call must have ended, a stream with it, on the monotonic clock. */
  readonly deadline: number
}

/** How a request is called in messages: `GET /api/entries`. */
export function nameOf(request: Pick<ApiRequest, 'method' | 'path'>): string {
  return `${request.method} /${request.path}`
}

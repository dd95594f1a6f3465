/** How a busy server tells when to try again. */
export type RetryAfterForm =
  /** `Retry-After` in seconds. */
  | 'seconds'
  /** `Retry-After` as an HTTP date. */
  | 'date'
  /** `X-RateLimit-Retry-After` in seconds, as in Symfony's documentation. */
  | 'symfony'
  /** `X-RateLimit-Retry-After` as a unix time, as in Symfony's older documentation. */
  | 'symfony-timestamp'
  /** No time is given. */
  | 'none'

/** A program in front of a server that answers with its own 404. */
export type GatewayForm =
  /** Exactly the answer of Wallabag. */
  | 'wallabag'
  /** `{"status":"error","code":404,"message":"Application not found","request_id":…}`. */
  | 'railway'
  /** `{"detail":"Not Found"}`. */
  | 'fastapi'
  /** `{"timestamp":…,"status":404,"error":"Not Found","path":…}`. */
  | 'spring'
  /** `{"message":"no Route matched with those values","request_id":…}`. */
  | 'kong'
  /** `404 page not found` as plain text. */
  | 'traefik'
  /** An HTML page. */
  | 'nginx'

/** The faults with their details. In parentheses: what the server does with the request. */
export type FaultDetails =
  /** The connection is refused (nothing). */
  | { kind: 'refused' }
  /** The connection is reset instead of an answer (nothing). */
  | { kind: 'reset-before' }
  /** The connection is reset instead of an answer (all of it). */
  | { kind: 'unanswered' }
  /** The connection is reset in the middle of the body (all of it). */
  | { kind: 'reset-in-answer' }
  /** The connection is reset right after the whole answer (all of it). */
  | { kind: 'reset-after' }
  /** A kept-alive connection turns out to be closed (nothing). */
  | { kind: 'closed-socket' }
  /** The answer begins late (all of it). Default: 1 000 ms. */
  | { kind: 'slow-headers'; ms?: number | undefined }
  /** The body pauses half-way (all of it). Default: 1 000 ms. */
  | { kind: 'slow-body'; ms?: number | undefined }
  /** The answer ends after half of the JSON, as if it were complete (all of it). */
  | { kind: 'truncated-json' }
  /** The correct body with another content type (all of it). Default: `text/plain`. */
  | { kind: 'wrong-content-type'; contentType?: string | undefined }
  /** An HTML page of a proxy (nothing). Default: 502. */
  | { kind: 'html-error'; status?: number | undefined }
  /** A 504 of a proxy although the server finished (all of it). */
  | { kind: 'timeout-done' }
  /** A 504 of a proxy while the server continues (all of it, later). Default: 5 s. */
  | { kind: 'timeout-later'; seconds?: number | undefined }
  /** 429 or 503 (nothing). By default 429 with a wait of 1 s, given in seconds. */
  | {
      kind: 'busy'
      status?: 429 | 503 | undefined
      retryAfter?: number | undefined
      form?: RetryAfterForm | undefined
    }
  /** An error of the application (nothing, or all of it). Default: 500 and nothing. */
  | { kind: 'server-error'; status?: number | undefined; effect?: 'none' | 'done' | undefined }
  /**
   * A 401 as for an unknown token (nothing). The token endpoint is not affected, because it has no
   * such answer.
   */
  | { kind: 'unauthorized' }
  /** A redirect to another address (nothing). By default a 302 to a sign-in page. */
  | { kind: 'redirect'; status?: number | undefined; location?: string | undefined }
  /** A compressed body that cannot be decompressed (all of it). */
  | { kind: 'damaged-gzip' }
  /** JSON that does not match the API (all of it). */
  | { kind: 'wrong-shape'; json?: unknown }
  /** An invalid entry on a page (all of it). By default the `id` of the first one is a text. */
  | {
      kind: 'odd-entry'
      index?: number | undefined
      change?: ((entry: Record<string, unknown>) => unknown) | undefined
    }
  /** A body that never ends (all of it). */
  | { kind: 'endless-body' }
  /** A 404 of a program in front of the server (nothing). Default: `railway`. */
  | { kind: 'gateway-404'; form?: GatewayForm | undefined }
  /**
   * Pages contain at most `max` entries regardless of `perPage`, and say so (all of it). Default
   * 20.
   */
  | { kind: 'caps-pages'; max?: number | undefined }
  /** The query is lost on the way (the request without it). By default all parameters. */
  | { kind: 'loses-query'; names?: readonly string[] | undefined }
  /**
   * PHP prints a message into the answer (all of it), by default as text before it. With
   * `isBuffered: false`, a message before the answer has already caused the headers to be sent: 200
   * and `text/html`.
   */
  | {
      kind: 'php-warning'
      form?: 'text' | 'html' | 'xdebug' | undefined
      at?: 'before' | 'after' | undefined
      isBuffered?: boolean | undefined
    }
  /** The answer contains another entry (all of it). By default the newest other one. */
  | { kind: 'other-entry'; id?: number | undefined }
  /** The answer to a mass call covers only the first items (all of it). By default none. */
  | { kind: 'short-batch'; keep?: number | undefined }
  /**
   * Each answer with this field of this entry is a 500 (all of it). By default the content of entry
   * 1.
   */
  | {
      kind: 'unreadable-entry'
      id?: number | undefined
      field?: 'content' | 'title' | undefined
    }
  /** The server behaves like this older version (what such a server does). Default: 2.3.8. */
  | { kind: 'old-version'; version?: string | undefined }

/** The argument of a custom fault. */
export interface FaultContext {
  method: string
  /** The path without the query. */
  path: string
  /** Lets the server process the request, and returns its answer. */
  proceed: () => Promise<Response>
}

/** A custom fault. It returns the answer to send. */
export type CustomFault = (context: FaultContext) => Response | Promise<Response>

/** A fault: a name, a name with details, or a function. */
export type Fault = FaultDetails['kind'] | FaultDetails | CustomFault

/** The requests that a fault applies to. Fields that are not given match all requests. */
export interface FaultRule {
  method?: string | undefined
  /**
   * The path inside the installation without its suffix, `*` for one segment (`/api/entries/*`), or
   * a regular expression for the path as it was sent.
   */
  path?: string | RegExp | undefined
  /** Applies to the nth matching request, from 1; a list for several. */
  nth?: number | readonly number[] | undefined
  /** The share of matching requests that the fault applies to, from 0 to 1. */
  probability?: number | undefined
  /** The seed for `probability`; default: 1. */
  seed?: number | undefined
  /** The fault applies at most this many times. */
  times?: number | undefined
}

/** An active fault. */
export interface FaultHandle {
  /** How often it was applied. */
  readonly hits: number
  /** Removes the fault. With `refused` on a socket, the promise resolves when it listens again. */
  remove(): Promise<void>
}

/** The form in which a busy server says when to come back. */
export type RetryAfterForm =
  /** `Retry-After` in seconds. */
  | 'seconds'
  /** `Retry-After` as an HTTP date. */
  | 'date'
  /** `X-RateLimit-Retry-After` in seconds, as Symfony's documentation writes it. */
  | 'symfony'
  /** `X-RateLimit-Retry-After` as a unix time, as its older documentation did. */
  | 'symfony-timestamp'
  /** Nothing is said. */
  | 'none'

/** What stands before a server and answers with a 404 of its own. */
export type GatewayForm =
  /** Exactly what Wallabag itself answers. */
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
  /** A page of HTML. */
  | 'nginx'

/** The faults with what can be chosen about them. In brackets: what the server has done. */
export type FaultDetails =
  /** Nobody listens (nothing). */
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
  /** The answer begins late (all of it). Default 1 000 ms. */
  | { kind: 'slow-headers'; ms?: number | undefined }
  /** The body stops half-way for some time (all of it). Default 1 000 ms. */
  | { kind: 'slow-body'; ms?: number | undefined }
  /** Half of the JSON, as if it were all (all of it). */
  | { kind: 'truncated-json' }
  /** The right body under another type (all of it). Default `text/plain`. */
  | { kind: 'wrong-content-type'; contentType?: string | undefined }
  /** An HTML page of a proxy (nothing). Default 502. */
  | { kind: 'html-error'; status?: number | undefined }
  /** A proxy's 504 although the server went on (all of it). */
  | { kind: 'timeout-done' }
  /** A proxy's 504 while the server goes on (all of it, later). Default 5 s. */
  | { kind: 'timeout-later'; seconds?: number | undefined }
  /** 429 or 503 (nothing). Default 429, in 1 s, as seconds. */
  | {
      kind: 'busy'
      status?: 429 | 503 | undefined
      retryAfter?: number | undefined
      form?: RetryAfterForm | undefined
    }
  /** An error of the application (nothing, or all of it). Default 500 and nothing. */
  | { kind: 'server-error'; status?: number | undefined; effect?: 'none' | 'done' | undefined }
  /** A 401 as for a token that is not known (nothing). It spares the token endpoint, which has no such answer. */
  | { kind: 'unauthorized' }
  /** A redirect elsewhere (nothing). Default 302 to a sign-in page. */
  | { kind: 'redirect'; status?: number | undefined; location?: string | undefined }
  /** A compressed body that cannot be unpacked (all of it). */
  | { kind: 'damaged-gzip' }
  /** JSON, but not this API's (all of it). */
  | { kind: 'wrong-shape'; json?: unknown }
  /** One entry on a page is not as it should be (all of it). Default the first, its `id` a text. */
  | {
      kind: 'odd-entry'
      index?: number | undefined
      change?: ((entry: Record<string, unknown>) => unknown) | undefined
    }
  /** A body without an end (all of it). */
  | { kind: 'endless-body' }
  /** A 404 of what stands before the server (nothing). Default `railway`. */
  | { kind: 'gateway-404'; form?: GatewayForm | undefined }
  /** Pages hold at most `max` entries, whatever `perPage` says, and say so (all of it). Default 20. */
  | { kind: 'caps-pages'; max?: number | undefined }
  /** The query is lost on the way (what is left of it). Default all parameters. */
  | { kind: 'loses-query'; names?: readonly string[] | undefined }
  /**
   * PHP prints a message into the answer (all of it). Default as text and before it. With
   * `isBuffered: false` what comes before has already sent the headers: 200 and `text/html`.
   */
  | {
      kind: 'php-warning'
      form?: 'text' | 'html' | 'xdebug' | undefined
      at?: 'before' | 'after' | undefined
      isBuffered?: boolean | undefined
    }
  /** An entry is answered with another one (all of it). Default the newest other one. */
  | { kind: 'other-entry'; id?: number | undefined }
  /** A mass call is answered for the first items only (all of it). Default for none. */
  | { kind: 'short-batch'; keep?: number | undefined }
  /** Each answer that holds this field of this entry is a 500 (all of it). Default the content of entry 1. */
  | {
      kind: 'unreadable-entry'
      id?: number | undefined
      field?: 'content' | 'title' | undefined
    }
  /** It answers as a server of that version (what such a server does). Default 2.3.8. */
  | { kind: 'old-version'; version?: string | undefined }

/** What a custom fault works with. */
export interface FaultContext {
  method: string
  /** Without the query. */
  path: string
  /** Lets the server do its work and gives its answer. */
  proceed: () => Promise<Response>
}

/** A custom fault: returns the answer to send. */
export type CustomFault = (context: FaultContext) => Response | Promise<Response>

/** A fault: by name, by name with details, or a function. */
export type Fault = FaultDetails['kind'] | FaultDetails | CustomFault

/** Which requests a fault applies to; a field that is left out does not restrict anything. */
export interface FaultRule {
  method?: string | undefined
  /**
   * The path inside the installation without its suffix, `*` for one segment (`/api/entries/*`), or an
   * expression for the path as it was sent.
   */
  path?: string | RegExp | undefined
  /** Only the nth request that fits, from 1; a list for several. */
  nth?: number | readonly number[] | undefined
  /** Of each request that fits, from 0 to 1. */
  probability?: number | undefined
  /** For the probability; default 1. */
  seed?: number | undefined
  /** The fault applies at most this many times. */
  times?: number | undefined
}

/** A fault that was set. */
export interface FaultHandle {
  /** How often it was applied. */
  readonly hits: number
  /** Ends it. The promise is for `refused` on a socket: it listens again then. */
  remove(): Promise<void>
}

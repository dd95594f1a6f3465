/**
 * The kind of an error. New codes may be added in minor versions, so a `switch` over them needs a
 * `default`.
 */
export type ErrorCode =
  | 'invalid_option'
  | 'invalid_input'
  | 'invalid_filter'
  | 'unsupported'
  | 'bad_credentials'
  | 'bad_client'
  | 'refresh_expired'
  | 'token_revoked'
  | 'signed_out'
  | 'forbidden'
  | 'not_found_entry'
  | 'not_found_tag'
  | 'not_found_annotation'
  | 'not_found_page'
  | 'not_found_route'
  | 'refused_by_server'
  | 'rate_limited'
  | 'server_error'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'not_json'
  | 'not_wallabag'
  | 'php_message'
  | 'redirected'
  | 'unexpected_shape'
  | 'too_large'
  | 'already_exists'
  | 'partial'
  | 'ambiguous'
  | 'job_failed'
  | 'checkpoint_mismatch'
  | 'store_of_another_account'
  | 'mass_deletion'
  | 'sync_running'
  | 'store_full'
  | 'damaged_record'

/**
 * What a failed call did to the server.
 *
 * - `not-sent`: nothing left this machine.
 * - `refused`: the server answered and changed nothing (a failed read is always this or
 *   `not-sent`).
 * - `applied`: the change was made, but its answer was not usable.
 * - `partial`: some steps were done, others were not.
 * - `unknown`: the request was sent and no usable answer came back.
 */
export type Outcome = 'not-sent' | 'refused' | 'applied' | 'partial' | 'unknown'

/** The fields of an error besides its message. Fields that are left out are `null`. */
export interface ErrorDetails {
  /** What to do about it, in one or two sentences. */
  hint?: string | undefined
  /** The HTTP status of the last answer. */
  status?: number | undefined
  /** The HTTP method of the request. */
  method?: string | undefined
  /** The path of the request, without its query. */
  path?: string | undefined
  /** The server's own message, shortened and with secrets removed. */
  serverMessage?: string | undefined
  /** How many times the request was sent. */
  attempts?: number | undefined
  /** What the call did to the server (default: `not-sent`). */
  outcome?: Outcome | undefined
  /** How long the server asked the client to wait, in seconds. */
  retryAfter?: number | undefined
  /** Whether the same call may succeed later (default: by the code). */
  retryable?: boolean | undefined
  /** The cause of this error, with secrets removed. */
  cause?: unknown
}

/**
 * Failures that may pass by themselves: of the network, of a busy server, or of a proxy that
 * answers while the server restarts. Repeating an ambiguous save is safe, because it looks for the
 * entry first.
 */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'network',
  'timeout',
  'server_error',
  'rate_limited',
  'not_json',
  'not_wallabag',
  'ambiguous',
])

const brand = Symbol.for('wallabag-sdk.error')

/**
 * The base class of every error of this package; `code` says which kind it is.
 *
 * @example
 * ```ts
 * try {
 *   await wallabag.entries.get(999_999)
 * } catch (error) {
 *   if (isWallabagError(error) && error.code === 'not_found_entry') console.log('gone')
 *   else throw error
 * }
 * ```
 */
export class WallabagError extends Error {
  /** The kind of failure. */
  readonly code: ErrorCode
  /** What to do about it, or `null`. */
  readonly hint: string | null
  /** The HTTP status of the last answer, or `null` if there was none. */
  readonly status: number | null
  /** The HTTP method of the request, or `null` if there was none. */
  readonly method: string | null
  /** The path of the request without its query, or `null` if there was none. */
  readonly path: string | null
  /** The server's own message, shortened and with secrets removed, or `null`. */
  readonly serverMessage: string | null
  /** How many times the request was sent. */
  readonly attempts: number
  /** What the call did to the server. */
  readonly outcome: Outcome
  /** How long the server asked the client to wait, in seconds, or `null`. */
  readonly retryAfter: number | null
  /**
   * Whether the same call may succeed later. If `outcome` is `unknown`, repeating it may do the
   * work twice, except for calls that look first, such as `entries.save`.
   */
  readonly retryable: boolean

  /**
   * Creates an error. The SDK does this; programs only read errors.
   *
   * @param code - The kind of failure.
   * @param message - What was tried and what came back; the hint is appended to it.
   * @param details - All other fields; nothing in them may be secret.
   *
   * @example
   * ```ts
   * new WallabagError('timeout', 'GET /api/entries took too long.', { attempts: 3 })
   * ```
   */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { hint, cause } = details
    super(hint ? `${message} ${hint}` : message, cause === undefined ? undefined : { cause })
    // The message without the hint, for errors that are built from this one.
    Object.defineProperty(this, brand, { value: message })
    // Not enumerable, as in other errors. Subclasses assign or declare another name.
    const name = { value: 'WallabagError', writable: true, configurable: true }
    Object.defineProperty(this, 'name', name)
    this.code = code
    this.hint = hint ?? null
    this.status = details.status ?? null
    this.method = details.method ?? null
    this.path = details.path ?? null
    this.serverMessage = details.serverMessage ?? null
    this.attempts = details.attempts ?? 0
    this.outcome = details.outcome ?? 'not-sent'
    this.retryAfter = details.retryAfter ?? null
    this.retryable = details.retryable ?? passing.has(code)
  }

  /**
   * What `JSON.stringify` shows: every field except the stack.
   *
   * @returns A plain object.
   *
   * @example
   * ```ts
   * JSON.stringify(error) // {"name":"WallabagError","code":"timeout",…}
   * ```
   */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) }
  }
}

/**
 * Whether a value is an error of this package. It does not depend on the class, so it works even if
 * two copies of the package are loaded.
 *
 * @param value - Any value, such as a caught one.
 * @returns `true` for an error of this package.
 *
 * @example
 * ```ts
 * const error = await wallabag.entries.get(999_999).catch((error: unknown) => error)
 * isWallabagError(error) // true
 * ```
 */
export function isWallabagError(value: unknown): value is WallabagError {
  return typeof value === 'object' && value !== null && brand in value
}

/**
 * The caller's own signal ended the call. Its `name` is `AbortError`, as for `fetch`, and its
 * `cause` is the signal's reason.
 *
 * @example
 * ```ts
 * const call = wallabag.tags.list({ signal: AbortSignal.abort() })
 * await call.catch((error: unknown) => isWallabagError(error) && error.code) // 'aborted'
 * ```
 */
export class AbortError extends WallabagError {
  /**
   * Creates an abort error.
   *
   * @param what - What was going on, such as `GET /api/tags`.
   * @param details - All other fields, with the signal's reason as `cause`.
   *
   * @example
   * ```ts
   * new AbortError('GET /api/tags', { cause: signal.reason })
   * ```
   */
  constructor(what: string, details: ErrorDetails = {}) {
    super('aborted', `${what} was aborted by its signal.`, details)
    this.name = 'AbortError'
  }
}

/** Whether an error shows that the server has certainly changed nothing. */
export function changedNothing(error: unknown): error is WallabagError {
  return isWallabagError(error) && ['refused', 'not-sent'].includes(error.outcome)
}

/** The fields of an error that a new error about the same request takes over. */
export function detailsOf(cause: WallabagError): ErrorDetails {
  return {
    status: cause.status ?? undefined,
    method: cause.method ?? undefined,
    path: cause.path ?? undefined,
    serverMessage: cause.serverMessage ?? undefined,
    attempts: cause.attempts,
    retryAfter: cause.retryAfter ?? undefined,
    retryable: cause.retryable,
    cause,
  }
}

/** The message of an error without its hint. */
export function messageWithoutHint(error: WallabagError): string {
  const text: unknown = Reflect.get(error, brand)
  return typeof text === 'string' ? text : error.message
}

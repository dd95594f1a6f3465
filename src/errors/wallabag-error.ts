/**
 * What kind of failure an error is. New codes may be added in minor versions, so a `switch` over
 * them needs a `default`.
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
 * - `refused`: the server answered, and changed nothing (a failed read is always this or `not-sent`).
 * - `applied`: the change was made; only its answer could not be used.
 * - `partial`: some steps were made, others not.
 * - `unknown`: the request was sent and no usable answer came back.
 */
export type Outcome = 'not-sent' | 'refused' | 'applied' | 'partial' | 'unknown'

/** What an error can say beside its message; everything that is left out reads as `null`. */
export interface ErrorDetails {
  /** What to do about it, in one or two sentences. */
  hint?: string | undefined
  /** The HTTP status of the last answer. */
  status?: number | undefined
  /** The HTTP method of the request. */
  method?: string | undefined
  /** The path of the request, without its query. */
  path?: string | undefined
  /** What the server said, cut to a readable length and cleared of secrets. */
  serverMessage?: string | undefined
  /** How many times the request was sent. */
  attempts?: number | undefined
  /** What the call did to the server (default: `not-sent`). */
  outcome?: Outcome | undefined
  /** How long the server asked to wait, in seconds. */
  retryAfter?: number | undefined
  /** Whether the same call may succeed later (default: by the code). */
  retryable?: boolean | undefined
  /** What lies behind this error, already stripped of everything secret. */
  cause?: unknown
}

/**
 * Failures that may pass by themselves: the network, a busy server, a proxy that answers for it
 * while it restarts, and a save whose answer was lost, which looks first when it is made again.
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
 * The one error class of this package; `code` tells the kinds apart.
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
  override readonly name: string = 'WallabagError'
  /** The kind of failure. */
  readonly code: ErrorCode
  /** What to do about it, or `null`. */
  readonly hint: string | null
  /** The HTTP status of the last answer, or `null` when there was none. */
  readonly status: number | null
  /** The HTTP method of the request, or `null` when none was made. */
  readonly method: string | null
  /** The path of the request without its query, or `null` when none was made. */
  readonly path: string | null
  /** What the server said, cut and cleared of secrets, or `null`. */
  readonly serverMessage: string | null
  /** How many times the request was sent. */
  readonly attempts: number
  /** What the call did to the server. */
  readonly outcome: Outcome
  /** How many seconds the server asked to wait, or `null`. */
  readonly retryAfter: number | null
  /**
   * Whether the same call may succeed later, unchanged. Where `outcome` is `unknown` it may also do
   * its work a second time, except for calls that look first, such as `entries.save`.
   */
  readonly retryable: boolean

  /**
   * Makes an error; the SDK does this, its users only read them.
   *
   * @param code - The kind of failure.
   * @param message - What was attempted and what came back; the hint is appended to it.
   * @param details - The rest; nothing in it may be secret.
   *
   * @example
   * ```ts
   * new WallabagError('timeout', 'GET /api/entries took too long.', { attempts: 3 })
   * ```
   */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { hint, cause } = details
    super(hint ? `${message} ${hint}` : message, cause === undefined ? undefined : { cause })
    // What it says without the hint, for whoever puts it into other words.
    Object.defineProperty(this, brand, { value: message })
    Object.defineProperty(this, 'name', { enumerable: false })
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
   * What `JSON.stringify` shows: every field but the stack.
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
 * Whether a value is an error of this package. It looks for a brand and not for the class, so it
 * also holds when two copies of the package are loaded.
 *
 * @param value - Anything, as caught.
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
 * The caller's own signal ended the call: `name` is `AbortError`, as everywhere on the platform,
 * and `cause` is the signal's reason.
 *
 * @example
 * ```ts
 * const call = wallabag.tags.list({ signal: AbortSignal.abort() })
 * await call.catch((error: unknown) => isWallabagError(error) && error.code) // 'aborted'
 * ```
 */
export class AbortError extends WallabagError {
  override readonly name: string = 'AbortError'

  /**
   * Makes an abort error.
   *
   * @param what - What was going on, such as `GET /api/tags`.
   * @param details - The rest, with the signal's reason as `cause`.
   *
   * @example
   * ```ts
   * new AbortError('GET /api/tags', { cause: signal.reason })
   * ```
   */
  constructor(what: string, details: ErrorDetails = {}) {
    super('aborted', `${what} was aborted by its signal.`, details)
    Object.defineProperty(this, 'name', { enumerable: false })
  }
}

/** Whether an error says that the server has certainly done nothing. */
export function changedNothing(error: unknown): error is WallabagError {
  return isWallabagError(error) && ['refused', 'not-sent'].includes(error.outcome)
}

/** What an error says of its request, for the error that is wrapped around it. */
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

/** What an error says, without the hint that its message ends with. */
export function messageWithoutHint(error: WallabagError): string {
  const text: unknown = Reflect.get(error, brand)
  return typeof text === 'string' ? text : error.message
}

// The causes of a failed attempt, as each platform reports them.
import { isNetworkError } from 'ky'
import { isRecord } from '../contract/check.js'
import { diagnosticsChannel } from './observer.js'
import type { AttemptTimer, EndedBy } from './wait.js'

/** An attempt that brought no usable answer. */
export interface Failure {
  readonly kind: 'network' | EndedBy
  /** Whether the server may have seen the request. */
  readonly sent: boolean
  /** The status of the answer, if the failure came while its body was read. */
  readonly status: number | null
  /** Whether that answer was JSON by its content type. */
  readonly isJson: boolean
  /** How many milliseconds the attempt, or the read of a stream, was given. */
  readonly timeout: number
  /** The platform's own error; it may contain secrets, so it is never passed on unchanged. */
  readonly error: unknown
}

/** Describes a failed attempt by the thrown error and by what ended the attempt. */
export function failureOf(
  error: unknown,
  timer: AttemptTimer,
  status: number | null,
  isJson = false,
): Failure {
  const kind = timer.endedBy ?? 'network'
  const sent = kind !== 'network' || status !== null || !neverConnected(error)
  // ky wraps the error of the platform.
  const own = isNetworkError(error) ? error.cause : error
  return { kind, sent, status, isJson, timeout: timer.timeout, error: own }
}

/** The innermost error code of a platform error, such as `ECONNREFUSED`, or `null`. */
export function platformCode(error: unknown): string | null {
  return chainOf(error).flatMap(codeOf).at(-1) ?? null
}

/** System calls of Node that precede the request: connecting, and looking up a name. */
const earlyCalls = /^(?:connect|getaddrinfo|query\w*)$/

/**
 * The codes of Bun, Deno and undici for failures before the connection was established, where the
 * error names no system call.
 */
const connectCodes =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/
/** The codes of a failed TLS handshake, which precedes the request. */
const handshakeCodes =
  /^(?:EPROTO|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_\w+|ERR_TLS_CERT\w+|ERR_SSL_WRONG_VERSION_NUMBER)$/

/** Errors that undici reported as failed connections. */
const connectErrors = new WeakSet<object>()

/**
 * Listens to the failed connections that Node's `fetch` reports. A reset or an alert during the
 * handshake, and a proxy that refuses a tunnel, otherwise look like failures after the request was
 * sent.
 */
export function watchConnections(): void {
  if (isWatching) return
  isWatching = true
  diagnosticsChannel()?.subscribe('undici:client:connectError', (message) => {
    if (isRecord(message) && message['error'] instanceof Error) connectErrors.add(message['error'])
  })
}

let isWatching = false

function neverConnected(error: unknown): boolean {
  return chainOf(error).some((at) => {
    if (connectErrors.has(at) || isRefusedPort(at)) return true
    if ('syscall' in at && typeof at.syscall === 'string') return earlyCalls.test(at.syscall)
    return codeOf(at).some((code) => connectCodes.test(code) || handshakeCodes.test(code))
  })
}

/** The fetch standard blocks some ports. Node has no error code for that. */
function isRefusedPort(error: Error): boolean {
  return error.message === 'bad port'
}

/** Why a connection failed. */
export type NetworkCause =
  | 'bad_port'
  | 'refused'
  | 'no_host'
  | 'no_name_server'
  | 'no_https'
  | 'certificate'
  | 'handshake'
  | 'proxy'
  | 'closed'
  | 'damaged'
  | 'other'

/** Why a connection failed, by the codes and messages of the platform. */
export function networkCause(error: unknown): NetworkCause {
  const code = platformCode(error) ?? ''
  const chain = chainOf(error)
  const isLookup = (at: Error) =>
    'syscall' in at && /^(?:getaddrinfo|query)/.test(String(at.syscall))
  if (chain.some(isRefusedPort)) return 'bad_port'
  if (code === 'ECONNREFUSED' || code === 'ConnectionRefused') return 'refused'
  if (code === 'ENOTFOUND') return 'no_host'
  if (chain.some(isLookup) || code === 'EAI_AGAIN') return 'no_name_server'
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'EPROTO') return 'no_https'
  if (/CERT|UNABLE_TO/.test(code)) return 'certificate'
  if (code.startsWith('ERR_SSL_')) return 'handshake'
  if (chain.some((at) => /^Proxy response/.test(at.message))) return 'proxy'
  // Node's `fetch` hides an answer with 407 behind an error without a message.
  if (chain.length > 1 && chain.at(-1)?.message === '') return 'proxy'
  if (code === 'ECONNRESET' && chain.some((at) => connectErrors.has(at))) return 'closed'
  if (chain.some((at) => at.name === 'HTTPParserError')) return 'damaged'
  return /^(?:Z_|ZSTD_|ERR__ERROR_FORMAT_|UND_ERR_HEADERS_OVERFLOW)/.test(code)
    ? 'damaged'
    : 'other'
}

function codeOf(error: Error): string[] {
  return 'code' in error && typeof error.code === 'string' ? [error.code] : []
}

/** An error and its causes. If several addresses were tried, the error of the last one is used. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = []
  let at = error
  while (at instanceof Error && chain.length < 5) {
    chain.push(at)
    at = at instanceof AggregateError ? at.errors.at(-1) : at.cause
  }
  return chain
}

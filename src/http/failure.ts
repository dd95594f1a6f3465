// Why there was no answer, as each platform reports it.
import { isNetworkError } from 'ky'
import { isRecord } from '../contract/check.js'
import { diagnosticsChannel } from './observer.js'
import type { AttemptTimer, EndedBy } from './wait.js'

/** Why an attempt brought no usable answer. */
export interface Failure {
  readonly kind: 'network' | EndedBy
  /** Whether the server may have seen the request. */
  readonly sent: boolean
  /** The status of the answer, when the failure came in its body. */
  readonly status: number | null
  /** How many milliseconds the attempt, or the part of a stream that was waited for, had. */
  readonly timeout: number
  /** The platform's own error; it may contain secrets, so it is never passed on unchanged. */
  readonly error: unknown
}

/** The failure of an attempt, from what was thrown and from who ended it. */
export function failureOf(error: unknown, timer: AttemptTimer, status: number | null): Failure {
  const kind = timer.endedBy ?? 'network'
  const sent = kind !== 'network' || status !== null || !neverConnected(error)
  // What ky puts around it is not the platform's.
  const own = isNetworkError(error) ? error.cause : error
  return { kind, sent, status, timeout: timer.timeout, error: own }
}

/** The innermost error code of a platform error, such as `ECONNREFUSED`, or `null`. */
export function platformCode(error: unknown): string | null {
  return chainOf(error).flatMap(codeOf).at(-1) ?? null
}

/** What was being done when it failed, as Node tells it: a name that is looked up, by one way or another. */
const beforehand = /^(?:connect|getaddrinfo|query\w*)$/

/** What Bun, Deno and undici call the failures before a connection stood, where no system call is named. */
const connecting =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/
/** The handshake failed: the request would have come after it. */
const handshake =
  /^(?:EPROTO|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_\w+|ERR_TLS_CERT\w+|ERR_SSL_WRONG_VERSION_NUMBER)$/

/** Errors of which the platform has said that they came before a connection stood. */
const connectErrors = new WeakSet<object>()

/**
 * Listens to what Node's `fetch` says of connections: a reset in the handshake, an alert, and a proxy
 * that refuses a tunnel look like failures of a request that was sent.
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
    if ('syscall' in at && typeof at.syscall === 'string') return beforehand.test(at.syscall)
    return codeOf(at).some((code) => connecting.test(code) || handshake.test(code))
  })
}

/** The fetch standard refuses some ports; Node has no code for it. */
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

/** Why a connection failed, by what the platform says of it. */
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
  if (chain.some((at) => connectErrors.has(at))) return 'closed'
  return code.startsWith('Z_') || code === 'ERR__ERROR_FORMAT_PADDING_1' ? 'damaged' : 'other'
}

function codeOf(error: Error): string[] {
  return 'code' in error && typeof error.code === 'string' ? [error.code] : []
}

/** An error and what lies behind it; of several addresses tried, the last one stands for all. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = []
  let at = error
  while (at instanceof Error && chain.length < 5) {
    chain.push(at)
    at = at instanceof AggregateError ? at.errors.at(-1) : at.cause
  }
  return chain
}

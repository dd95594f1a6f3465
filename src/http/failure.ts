import { isNetworkError } from 'ky'
import type { EndedBy, Guard } from './wait.js'

/** Why an attempt brought no usable answer. */
export interface Failure {
  readonly kind: 'network' | EndedBy
  /** Whether the server may have seen the request. */
  readonly sent: boolean
  /** The status of the answer, when the failure came in its body. */
  readonly status: number | null
  /** How many milliseconds the attempt, or the part of a stream that was waited for, had. */
  readonly timeout: number
  /** The platform's own error; it may hold secrets, so it is never handed on as it is. */
  readonly error: unknown
}

/** The failure of an attempt, from what was thrown and from who ended it. */
export function failureOf(error: unknown, guard: Guard, status: number | null): Failure {
  const kind = guard.endedBy ?? 'network'
  const sent = kind !== 'network' || status !== null || !neverConnected(error)
  // What ky puts around it is not the platform's.
  const own = isNetworkError(error) ? error.cause : error
  return { kind, sent, status, timeout: guard.timeout, error: own }
}

/** The innermost error code of a platform error, such as `ECONNREFUSED`, or `null`. */
export function platformCode(error: unknown): string | null {
  return chainOf(error).flatMap(codeOf).at(-1) ?? null
}

/** What Node, Bun and undici call the failures before a connection stood. */
const connecting =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/
/** The handshake failed: the request would have come after it. */
const handshake =
  /^(?:EPROTO|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_\w+|ERR_TLS_CERT\w+|ERR_SSL_WRONG_VERSION_NUMBER)$/

function neverConnected(error: unknown): boolean {
  return chainOf(error).some(
    (at) =>
      ('syscall' in at && at.syscall === 'connect') ||
      codeOf(at).some((code) => connecting.test(code) || handshake.test(code)),
  )
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

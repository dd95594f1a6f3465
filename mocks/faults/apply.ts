import { concat } from '../export/bytes.js'
import { errorAnswer } from '../http/errors.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, html, type IncomingRequest } from '../http/message.js'
import { unauthorized } from '../oauth/bearer.js'
import { sleep } from '../sleep.js'
import type { State } from '../state/state.js'
import { namedFaults } from './check.js'
import { bytesOf, type Delivery } from './delivery.js'
import { gateway404, withCap, withoutQuery } from './gateway.js'
import type { Fault, FaultDetails, RetryAfterForm } from './kinds.js'
import { answerOf } from './old-version.js'
import { withWarning } from './php-warning.js'
import { holds, shortened, withOddEntry, withOtherEntry } from './wrong-answer.js'

const SIGN_IN_PAGE = 'https://sso.example/login'

/** The parts of the fake that a fault uses. */
export interface FaultServer {
  state: State
  /** Lets the server process the request. */
  proceed: (incoming: IncomingRequest) => Promise<Answer>
  /** Runs work after the answer. */
  later: (work: (signal: AbortSignal) => Promise<void>) => void
}

/** Returns what reaches the client of a request with a fault. */
export async function strike(
  fault: Fault,
  server: FaultServer,
  incoming: IncomingRequest,
): Promise<Delivery> {
  if (typeof fault === 'function') return custom(fault, server, incoming)
  const details = typeof fault === 'string' ? namedFaults[fault] : fault
  return failure(details) ?? refusal(details, server, incoming) ?? spoilt(details, server, incoming)
}

type Custom = Extract<Fault, (...args: never[]) => unknown>

async function custom(
  fault: Custom,
  server: FaultServer,
  incoming: IncomingRequest,
): Promise<Delivery> {
  const path = incoming.target.split('?')[0] ?? ''
  const proceed = async () => {
    const answer = await server.proceed(incoming)
    const body = [204, 205, 304].includes(answer.status) ? null : bytesOf(answer)
    return new Response(body, { status: answer.status, headers: answer.headers })
  }
  const response = await fault({ method: incoming.method, path, proceed })
  if (response.type === 'error') return { kind: 'failure', failure: 'reset' }
  const body = new Uint8Array(await response.arrayBuffer())
  const headers = Object.fromEntries(response.headers)
  return { kind: 'answer', answer: { status: response.status, headers, body } }
}

/** Faults without an answer. The server has done nothing. */
function failure({ kind }: FaultDetails): Delivery | undefined {
  if (kind === 'refused') return { kind: 'failure', failure: 'refused' }
  if (kind === 'reset-before') return { kind: 'failure', failure: 'reset' }
  return kind === 'closed-socket' ? { kind: 'failure', failure: 'closed' } : undefined
}

/** Answers that do not come from the server, or come before it has done anything. */
function refusal(
  fault: FaultDetails,
  { state }: FaultServer,
  incoming: IncomingRequest,
): Delivery | undefined {
  switch (fault.kind) {
    case 'html-error':
      return answered(proxyPage(state, fault.status ?? 502))
    case 'busy': {
      const { status = 429, retryAfter = 1, form = 'seconds' } = fault
      return answered(proxyPage(state, status, wait(state, retryAfter, form)))
    }
    case 'server-error':
      return fault.effect === 'done' ? undefined : answered(ownError(state, fault.status))
    case 'unauthorized':
      return answered(
        dated(state, unauthorized('invalid_grant', 'The access token provided is invalid.')),
      )
    case 'gateway-404': {
      const { form = 'railway' } = fault
      const isOwn = form === 'wallabag'
      return answered(isOwn ? ownError(state, 404) : dated(state, gateway404(form, incoming)))
    }
    case 'redirect':
      return answered(
        proxyPage(state, fault.status ?? 302, { location: fault.location ?? SIGN_IN_PAGE }),
      )
    default:
      return undefined
  }
}

/** Faults in the answer, after the server has done its work. */
async function spoilt(
  fault: FaultDetails,
  server: FaultServer,
  incoming: IncomingRequest,
): Promise<Delivery> {
  if (fault.kind === 'timeout-later') {
    server.later(async (signal) => {
      await sleep((fault.seconds ?? 5) * 1000, signal)
      await server.proceed(incoming)
    })
    return answered(proxyPage(server.state, 504))
  }
  if (fault.kind === 'old-version') {
    const { state, proceed } = server
    return answered(await answerOf(fault.version ?? '2.3.8', incoming, state.library, proceed))
  }
  const answer = await server.proceed(arriving(fault, incoming))
  switch (fault.kind) {
    case 'unanswered':
      return { kind: 'failure', failure: 'reset' }
    case 'reset-in-answer':
      return { kind: 'answer', answer, reset: 'middle' }
    case 'reset-after':
      return { kind: 'answer', answer, reset: 'end' }
    case 'slow-headers':
      return { kind: 'answer', answer, delay: fault.ms ?? 1000 }
    case 'slow-body':
      return { kind: 'answer', answer, pause: fault.ms ?? 1000 }
    case 'timeout-done':
      return answered(proxyPage(server.state, 504))
    case 'endless-body':
      return { kind: 'answer', answer, isEndless: true }
    case 'damaged-gzip':
      return { kind: 'answer', answer: damaged(answer), isDamaged: true }
    default:
      return answered(changed(fault, answer, server.state, incoming))
  }
}

/** Returns the request as it arrives at the server. */
function arriving(fault: FaultDetails, incoming: IncomingRequest): IncomingRequest {
  if (fault.kind === 'caps-pages') return withCap(incoming, fault.max ?? 20)
  return fault.kind === 'loses-query' ? withoutQuery(incoming, fault.names) : incoming
}

function changed(
  fault: FaultDetails,
  answer: Answer,
  state: State,
  incoming: IncomingRequest,
): Answer {
  const bytes = bytesOf(answer)
  switch (fault.kind) {
    case 'truncated-json':
      return { ...answer, body: bytes.slice(0, Math.floor(bytes.length / 2)) }
    case 'wrong-content-type': {
      const headers = { ...answer.headers, 'content-type': fault.contentType ?? 'text/plain' }
      return { ...answer, headers }
    }
    case 'wrong-shape':
      return { ...answer, body: JSON.stringify(fault.json ?? { hello: 'world' }) }
    case 'odd-entry':
      return withOddEntry(answer, fault.index ?? 0, fault.change)
    case 'other-entry':
      return withOtherEntry(answer, state, fault.id)
    case 'short-batch':
      return shortened(answer, incoming, fault.keep ?? 0)
    case 'unreadable-entry': {
      const isHit = holds(answer, incoming, fault.id ?? 1, fault.field ?? 'content')
      return isHit ? ownError(state) : answer
    }
    case 'php-warning':
      return withWarning(answer, fault)
    case 'server-error':
      return ownError(state, fault.status)
    default:
      return answer
  }
}

/** An error page of nginx. */
function proxyPage(state: State, status: number, headers: Record<string, string> = {}): Answer {
  const page = html(`<center><h1>${status}</h1></center><hr><center>nginx</center>`, status)
  return dated(state, { ...page, headers: { 'content-type': 'text/html', ...headers } })
}

function ownError(state: State, status = 500): Answer {
  return dated(state, errorAnswer(new HttpError(status), 'json', state.version))
}

function dated(state: State, answer: Answer): Answer {
  const date = new Date(state.milliseconds()).toUTCString()
  return { ...answer, headers: { date, ...answer.headers } }
}

function wait(state: State, seconds: number, form: RetryAfterForm): Record<string, string> {
  const at = state.milliseconds() + seconds * 1000
  switch (form) {
    case 'seconds':
      return { 'retry-after': String(seconds) }
    case 'date':
      return { 'retry-after': new Date(at).toUTCString() }
    case 'symfony':
      return { 'x-ratelimit-retry-after': String(seconds) }
    case 'symfony-timestamp':
      return { 'x-ratelimit-retry-after': String(Math.floor(at / 1000)) }
    case 'none':
      return {}
  }
}

/** Replaces the body with a gzip header and bytes that cannot be decompressed. */
function damaged(answer: Answer): Answer {
  const head = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)
  const body = concat([head, bytesOf(answer).fill(0xff)])
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' }, body }
}

function answered(answer: Answer): Delivery {
  return { kind: 'answer', answer }
}

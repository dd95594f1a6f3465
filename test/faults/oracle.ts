// What must come of an operation when its request is struck by a fault. It knows the promises of the
// documentation and nothing of the code.
import type { Fault } from 'wallabag-sdk/testing'
import { isRead, type Operation } from './operations.js'

/** What a client can see of a fault. */
type Sight =
  /** Nothing left this machine. */
  | 'unsent'
  /** Sent, and no answer of Wallabag's: nobody knows whether it did its work. */
  | 'silence'
  /** A success whose body never arrives whole. */
  | 'broken'
  /** A success whose body arrives and makes no sense. */
  | 'garbled'
  /** A clear no, for now. */
  | 'busy'
  /** A clear no that is about the token. */
  | 'unauthorized'
  /** A clear no for good. */
  | 'refusal'
  /** All that is needed. */
  | 'fine'

/** A fault, and what the documentation says of it. */
export interface FaultCase {
  readonly name: string
  readonly fault: Fault
  readonly sight: Sight
  /** Whether the server does the work. */
  readonly done: boolean
  /** The code of the error, if it comes to one. */
  readonly code: string
  /** Milliseconds that an attempt is given, where the fault is slowness. */
  readonly timeout?: number
  /** Milliseconds that the whole call is given, where a file has no end. */
  readonly totalTimeout?: number
  /** A 500 is PHP's own, so it has ended and left nothing. */
  readonly ended?: boolean
  /** Whether a new connection is spared, so that over sockets a repeat is too. */
  readonly onlyReused?: boolean
  /** Whether over a socket it may strike what follows the request, too. */
  readonly isLate?: boolean
  /** Whether it stands in a file that is delivered. */
  readonly addsToFiles?: boolean
  /** Whether it makes nonsense of the first entry of a page, and of nothing else. */
  readonly odd?: boolean
  /** The operations that it can strike, when not all. */
  readonly only?: readonly string[]
}

/** What must come of it. */
export interface Verdict {
  /** `null` when the call succeeds. */
  readonly code: string | null
  readonly outcomes: readonly string[]
  /** Whether the change is there afterwards. */
  readonly done: boolean
}

/** What is in time over a socket even on a busy machine. */
const slow = 200

export const faultCases: readonly FaultCase[] = [
  of('refused', 'refused', 'unsent', false, 'network'),
  of('reset before the answer, nothing done', 'reset-before', 'silence', false, 'network'),
  of('reset instead of the answer, all done', 'unanswered', 'silence', true, 'network'),
  of('reset in the answer', 'reset-in-answer', 'broken', true, 'network'),
  { ...of('reset after the answer', 'reset-after', 'fine', true, 'network'), isLate: true },
  {
    ...of('a kept-alive socket closed', 'closed-socket', 'silence', false, 'network'),
    onlyReused: true,
  },
  {
    ...of('slow headers', { kind: 'slow-headers', ms: 8 * slow }, 'silence', true, 'timeout'),
    timeout: slow,
  },
  {
    ...of('a slow body', { kind: 'slow-body', ms: 8 * slow }, 'broken', true, 'timeout'),
    timeout: slow,
  },
  {
    ...of('an endless body', 'endless-body', 'broken', true, 'timeout'),
    timeout: slow,
    totalTimeout: 10 * slow,
  },
  of('truncated JSON', 'truncated-json', 'garbled', true, 'not_json'),
  of('a body of a wrong shape', 'wrong-shape', 'garbled', true, 'unexpected_shape'),
  of('another content type', 'wrong-content-type', 'fine', true, ''),
  of('damaged gzip', 'damaged-gzip', 'broken', true, 'network'),
  {
    ...of('one odd entry', 'odd-entry', 'fine', true, ''),
    odd: true,
    only: ['entries.list', 'search'],
  },
  of('HTML 502', { kind: 'html-error', status: 502 }, 'silence', false, 'server_error'),
  of('HTML 503', { kind: 'html-error', status: 503 }, 'silence', false, 'server_error'),
  of('HTML 504', { kind: 'html-error', status: 504 }, 'silence', false, 'server_error'),
  of('504 although it was done', 'timeout-done', 'silence', true, 'server_error'),
  {
    ...of(
      '504 and it is done a little later',
      { kind: 'timeout-later', seconds: 0.2 },
      'silence',
      true,
      'server_error',
    ),
    only: ['entries.save'],
  },
  {
    ...of('500 of the application, nothing done', 'server-error', 'silence', false, 'server_error'),
    ended: true,
  },
  {
    ...of(
      '500 of the application, all done',
      { kind: 'server-error', effect: 'done' },
      'silence',
      true,
      'server_error',
    ),
    ended: true,
  },
  of('429 with seconds', busy(429, 'seconds'), 'busy', false, 'rate_limited'),
  of('429 with a date', busy(429, 'date'), 'busy', false, 'rate_limited'),
  of('429 as Symfony says it', busy(429, 'symfony'), 'busy', false, 'rate_limited'),
  of('429 with a Unix time', busy(429, 'symfony-timestamp'), 'busy', false, 'rate_limited'),
  of('429 without a time', busy(429, 'none'), 'busy', false, 'rate_limited'),
  of('503 with seconds', busy(503, 'seconds'), 'silence', false, 'server_error'),
  of('429 for an hour', { kind: 'busy', retryAfter: 3600 }, 'refusal', false, 'rate_limited'),
  of('401', 'unauthorized', 'unauthorized', false, 'token_revoked'),
  of('a redirect to a sign-in page', 'redirect', 'refusal', false, 'redirected'),
  ...(['railway', 'fastapi', 'spring', 'kong', 'traefik', 'nginx'] as const).map((form) =>
    of(`a 404 of ${form}`, { kind: 'gateway-404', form }, 'refusal', false, 'not_wallabag'),
  ),
  ...(['text', 'html', 'xdebug'] as const).flatMap((form) =>
    (['before', 'after'] as const).map((at) => ({
      ...of(`PHP's ${form} ${at} the answer`, { kind: 'php-warning', form, at }, 'fine', true, ''),
      // Of a file nobody knows what belongs to it.
      addsToFiles: true,
    })),
  ),
  {
    ...of('another entry', 'other-entry', 'garbled', true, 'unexpected_shape'),
    only: ['entries.get', 'entries.update', 'entries.addTags', 'entries.reload'],
  },
  {
    ...of(
      'a mass call that is answered in part',
      'short-batch',
      'garbled',
      true,
      'unexpected_shape',
    ),
    only: ['batch.addTags', 'batch.removeTags', 'batch.create', 'batch.delete', 'entries.idOf'],
  },
  {
    ...of('a lost query', 'loses-query', 'refusal', false, 'not_wallabag'),
    only: ['entries.list'],
  },
  {
    ...of('lost words', { kind: 'loses-query', names: ['term'] }, 'refusal', false, 'unsupported'),
    only: ['search'],
  },
]

/** What must come of an operation whose request is struck once, or always. */
export function verdict(operation: Operation, fault: FaultCase, always: boolean): Verdict {
  const { sight, code } = fault
  const { repeat } = operation
  const ok: Verdict = { code: null, outcomes: [], done: true }
  const refused: Verdict = { code, outcomes: ['refused'], done: false }
  const isForm = repeat.startsWith('form')
  if (sight === 'fine') return ok
  // To the web form a redirect may be an answer; another server's login page is none.
  if (isForm && code === 'redirected') return { ...refused, code: 'not_wallabag' }
  if (sight === 'refusal') return refused
  if (sight === 'unsent') return always ? { ...refused, outcomes: ['not-sent'] } : ok
  if (sight === 'busy') return always ? refused : ok
  // Without a token of ours a 401 is somebody else's, and no other token helps.
  if (sight === 'unauthorized') return always || operation.isPublic ? refused : ok
  if (repeat === 'save') return verdictForSave(fault, always)
  if (isForm) return verdictForForm(operation, fault, always)
  if (sight === 'garbled') return verdictForGarbled(operation, fault)
  // A file is handed on while it arrives: what breaks then cannot be asked for again unseen.
  const onlyOnce = repeat === 'once' || (repeat === 'file' && sight === 'broken')
  if (!always && !onlyOnce) return ok
  const known = sight === 'broken' ? ['applied'] : ['unknown']
  // A repeat of what was done may be told that there is nothing to do, in an answer that breaks too;
  // and where slowness is the fault, a busy machine may not even see the headers in time.
  const unsure = repeat === 'repeatable' || fault.timeout !== undefined
  const outcomes = unsure ? [...known, 'unknown'] : known
  return { code, outcomes: isRead(operation) ? ['refused'] : outcomes, done: fault.done }
}

/** What a call that succeeds delivers of what it would have delivered without the fault. */
export function delivery(
  { tellsWhatWas, repeat }: Operation,
  { sight, done, odd, addsToFiles }: FaultCase,
): 'all' | 'all but the first' | 'anything' {
  if (odd) return 'all but the first'
  if (addsToFiles && repeat === 'file') return 'anything'
  // A repeat finds nothing of what an attempt without an answer has deleted.
  const isLate = tellsWhatWas && done && sight !== 'fine'
  return isLate || sight === 'garbled' ? 'anything' : 'all'
}

/**
 * A 2xx that makes no sense does not say that a write was done. A file is bytes, and nobody checks the
 * answers to free requests beyond that they are JSON.
 */
function verdictForGarbled(operation: Operation, { code }: FaultCase): Verdict {
  const unseen = operation.repeat === 'file' || (operation.isUnchecked && code !== 'not_json')
  if (unseen) return { code: null, outcomes: [], done: true }
  return { code, outcomes: [isRead(operation) ? 'refused' : 'unknown'], done: true }
}

/** A save looks for its entry before it gives up, and tries again only what has certainly ended. */
function verdictForSave({ done, ended }: FaultCase, always: boolean): Verdict {
  if (done || (ended && !always)) return { code: null, outcomes: [], done: true }
  if (ended) return { code: 'server_error', outcomes: ['unknown'], done: false }
  return { code: 'ambiguous', outcomes: ['unknown'], done: false }
}

/** Pages are asked for again, what is sent is not; and nothing is made before the last step. */
function verdictForForm({ repeat }: Operation, fault: FaultCase, always: boolean): Verdict {
  const { sight, timeout } = fault
  const ok: Verdict = { code: null, outcomes: [], done: true }
  const fails = (outcome: string, code = fault.code): Verdict => {
    // Where slowness is the fault, a busy machine may not even see the headers in time.
    const outcomes = timeout === undefined ? [outcome] : [outcome, 'unknown']
    return { code, outcomes, done: fault.done && repeat === 'form' }
  }
  if (repeat === 'form page') {
    if (sight === 'garbled') return fails('refused', 'not_wallabag')
    return always ? fails('refused') : ok
  }
  if (sight === 'silence') return fails('unknown')
  // A login is answered by a redirect, whose body says nothing; the last page says it all.
  if (repeat === 'form login') return sight === 'garbled' ? ok : fails('refused')
  // A page that breaks off shows nothing: with its status any proxy could have sent it.
  return sight === 'garbled' ? fails('unknown', 'unexpected_shape') : fails('unknown')
}

function of(name: string, fault: Fault, sight: Sight, done: boolean, code: string): FaultCase {
  return { name, fault, sight, done, code }
}

function busy(
  status: 429 | 503,
  form: 'seconds' | 'date' | 'symfony' | 'symfony-timestamp' | 'none',
) {
  // A date has whole seconds, so it needs one to be in the future.
  const retryAfter = form === 'date' || form === 'symfony-timestamp' ? 1 : 0.01
  return { kind: 'busy', status, form, retryAfter } as const
}

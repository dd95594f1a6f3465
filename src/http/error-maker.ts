// Converts every failure of a request into an error.
import {
  AbortError,
  detailsOf,
  type ErrorCode,
  type ErrorDetails,
  isWallabagError,
  messageWithoutHint,
  type Outcome,
  WallabagError,
} from '../errors/index.js'
import { readErrorBody, titleOf } from './error-body.js'
import { codeOfAnswer, hintForAnswer, hints, networkHints } from './error-catalogue.js'
import { type Failure, networkCause, platformCode } from './failure.js'
import { retryAfterOf } from './headers.js'
import { isPassing, isWrite } from './operation-facts.js'
import type { Redactor } from './redact.js'
import type { RedirectTarget } from './redirect.js'
import { type ApiRequest, nameOf } from './request.js'

/** What happened to a request so far. */
export interface Attempted {
  readonly request: ApiRequest
  readonly attempts: number
  /** Whether an attempt before the last one may have been applied although its answer was lost. */
  readonly uncertain: boolean
  /** The status of the last answer. */
  readonly status?: number
  /** Whether messages of PHP stood around the last answer. */
  readonly hasPhp?: boolean
}

/** The outcome after an answer with an error status. */
function afterStatus(attempted: Attempted, status: number): Outcome {
  // A 408 may come from a proxy that timed out while the server was working.
  return status >= 500 || status === 408 ? afterSilence(attempted) : afterNothing(attempted)
}

/** The outcome after an attempt whose answer did not arrive, or did not arrive in full. */
function afterFailure(attempted: Attempted, { sent, status, isJson }: Failure): Outcome {
  if (!sent) return uncertain(attempted) ? 'unknown' : 'not-sent'
  if (status === null) return afterSilence(attempted)
  // The server answered with this status; only the body was lost.
  if (status >= 300) return afterStatus(attempted, status)
  // A page with a status of success may be a proxy's.
  return isJson ? afterSuccess(attempted) : afterSilence(attempted)
}

/** The last attempt changed nothing. An earlier attempt may have. */
function afterNothing(attempted: Attempted): Outcome {
  if (uncertain(attempted)) return 'unknown'
  return attempted.attempts === 0 ? 'not-sent' : 'refused'
}

/** The last attempt may have been applied. */
function afterSilence({ request }: Attempted): Outcome {
  return isWrite(request.operation) ? 'unknown' : 'refused'
}

/** The server reported success, but its answer cannot be used. */
function afterSuccess({ request }: Attempted): Outcome {
  return isWrite(request.operation) ? 'applied' : 'refused'
}

function uncertain(attempted: Attempted): boolean {
  return attempted.uncertain && isWrite(attempted.request.operation)
}

const otherAnswers = {
  unsupported: 'The server is too old for it, or a proxy drops it from the query.',
  not_wallabag: 'Does something in front of the server change or drop the query?',
  unexpected_shape: 'Does a cache or a proxy in front of the server answer instead of it?',
  invalid_option: 'It is your own function.',
} satisfies Partial<Record<ErrorCode, string>>

/** The error codes for answers that do not match the request. */
export type OtherAnswer = keyof typeof otherAnswers

/** Creates the errors for answers and for errors of the platform. */
export class ErrorConverter {
  readonly #redactor: Redactor

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  /** The error for an answer that the operation does not expect. */
  fromAnswer(attempted: Attempted, response: Response, text: string): WallabagError {
    const { status, statusText } = response
    this.#learn(attempted.request, response.headers)
    const body = readErrorBody(text)
    const code = codeOfAnswer(attempted.request.operation, status, body)
    const said = body.message === null ? null : this.#redactor.line(body.message)
    const retryAfter = retryAfterOf(response.headers)
    const reason = this.#redactor.line(statusText)
    const answer = `${status}${reason ? ` ${reason}` : ''}`
    const wait = retryAfter === null ? '' : `, and asks to wait ${Math.ceil(retryAfter)} s`
    const what = `the server answered ${answer}${said ? `: ${said}` : ''}${wait}`
    return this.#make(code, attempted, what, {
      hint: hintForAnswer(code, status, body),
      status,
      serverMessage: said || undefined,
      retryAfter: retryAfter ?? undefined,
      // The codes of some passing statuses, such as 408, do not count as retryable.
      retryable: isPassing(status) || undefined,
      outcome: afterStatus(attempted, status),
    })
  }

  /** The error for a redirect that must not be followed. */
  redirected(attempted: Attempted, status: number, target: RedirectTarget): WallabagError {
    const { shown, movedTo, hint } = target
    const root = movedTo === null ? null : this.#redactor.clean(movedTo)
    const where = shown === null ? 'elsewhere; the platform does not say where' : `to ${shown}`
    return this.#make('redirected', attempted, `the server redirects ${where}`, {
      hint: root === null ? hint : `Set \`url\` to “${root}”; nothing secret was sent there.`,
      status: status || undefined,
      outcome: afterNothing(attempted),
    })
  }

  /** The error for an attempt whose answer did not arrive, or did not arrive in full. */
  fromFailure(attempted: Attempted, failure: Failure): WallabagError {
    this.#learn(attempted.request)
    const { kind, error, timeout } = failure
    const outcome = afterFailure(attempted, failure)
    const status = failure.status ?? undefined
    if (kind === 'aborted') return this.aborted(attempted, error, outcome, status)
    if (kind === 'timeout') {
      const what = status === undefined ? 'no answer' : 'no end of the answer'
      const when = timeout > 0 ? `within ${timeout} ms` : 'in the total time for the call'
      return this.#make('timeout', attempted, `${what} ${when}`, {
        hint: 'Is the server reachable and awake? Raise `timeout`, or `totalTimeout` if that was it.',
        status,
        outcome,
      })
    }
    if (kind === 'too_large') {
      return this.#make('too_large', attempted, 'the answer did not end', {
        hint: 'Ask for less in one call; an endless body means a broken server or proxy.',
        status,
        outcome,
      })
    }
    const code = platformCode(error)
    const when = status === undefined ? '' : ' in the middle of the answer'
    const what = `the connection failed${when}${code ? ` (${code})` : ''}`
    const why = networkCause(error)
    return this.#make('network', attempted, what, {
      hint: networkHints[why],
      // The platform refuses to connect to this port at all.
      retryable: why === 'bad_port' ? false : undefined,
      status,
      outcome,
      cause: this.stripped(error),
    })
  }

  /** The error for an abort. The reason belongs to the caller and is not changed. */
  aborted(
    attempted: Attempted,
    reason: unknown,
    outcome = afterNothing(attempted),
    status?: number,
  ): AbortError {
    const { request, attempts } = attempted
    return new AbortError(nameOf(request), {
      method: request.method,
      path: `/${request.path}`,
      attempts,
      outcome,
      status,
      cause: reason,
    })
  }

  /** The error for a call that runs out of time before its attempt is sent. */
  outOfTime(attempted: Attempted): WallabagError {
    return this.#make('timeout', attempted, 'the total time for the call is over', {
      hint: 'Raise `totalTimeout`, raise `limits`, or start fewer calls at once.',
      outcome: afterNothing(attempted),
    })
  }

  /** The error for a gate that failed. No attempt was sent. */
  gateFailed(attempted: Attempted, error: unknown): unknown {
    const failure = isWallabagError(error)
      ? error
      : new WallabagError('network', 'The gate given as `limits` failed.', {
          hint: 'The cause says why.',
          cause: this.stripped(error),
        })
    return this.notSent(attempted, failure, 'got no turn')
  }

  /**
   * The error for a failure before the request was sent, such as a failed sign-in, with the outcome
   * of this request. One sign-in can fail for many calls, so each call gets its own error with its
   * own stack.
   */
  notSent(attempted: Attempted, failure: unknown, why: string): unknown {
    if (!isWallabagError(failure)) return failure
    const { code, hint, cause } = failure
    const outcome = afterNothing(attempted)
    if (code === 'aborted') return this.aborted(attempted, cause, outcome)
    const what = `an attempt may have been applied; the next one ${why}: `
    const before = outcome === 'unknown' ? `${nameOf(attempted.request)}: ${what}` : ''
    const details = { ...detailsOf(failure), hint: hint ?? undefined, cause, outcome }
    return new WallabagError(code, before + messageWithoutHint(failure), details)
  }

  /** The error for a repeat that cannot be sent. An earlier attempt was sent. */
  notRepeated(attempted: Attempted, { code, message }: WallabagError): WallabagError {
    const what = `it cannot be sent once more: ${message.replace(/\.$/, '')}`
    return this.#make(code, attempted, what, { outcome: afterNothing(attempted) })
  }

  /**
   * The error for a successful answer that is not JSON, or no exported file. Only the title of the
   * body is shown.
   */
  notJson(attempted: Attempted, contentType: string | null, text: string): WallabagError {
    this.#learn(attempted.request)
    const html = /^\s*</.test(text) || (contentType ?? '').includes('html')
    const code = attempted.hasPhp ? 'php_message' : html ? 'not_wallabag' : 'not_json'
    const type =
      contentType === null ? 'a body without a content type' : this.#redactor.line(contentType)
    const isFile = attempted.request.expect === 'stream'
    const other = html ? 'an HTML page' : isFile ? type : `${type} that is not JSON`
    const what = text === '' && !isFile ? 'an empty answer' : other
    const title = titleOf(text)
    const said = title === null ? '' : this.#redactor.line(title)
    const named = said ? ` (“${said}”)` : ''
    const message = `expected ${isFile ? 'a file' : 'JSON'}, received ${what}${named}`
    return this.#make(code, attempted, message, { serverMessage: said || undefined })
  }

  /**
   * The error for an answer that does not match the request, or only part of it. If the request was
   * a write, it is unknown what it did.
   */
  otherAnswer(attempted: Attempted, what: string, code: OtherAnswer): WallabagError {
    return this.#make(code, attempted, what, { hint: otherAnswers[code] })
  }

  /** The error for JSON that does not match the description of the API. */
  unexpectedShape(attempted: Attempted, issues: string): WallabagError {
    const what = `the answer has an unexpected shape: ${issues}`
    const code = attempted.hasPhp ? 'php_message' : 'unexpected_shape'
    return this.#make(code, attempted, what, {})
  }

  /**
   * A copy of a platform error with its name, code and message, without secrets. The query of an
   * address is removed, because some platforms quote the whole address and the query may contain
   * search words.
   */
  stripped(error: unknown): Error {
    const { name, message } = readable(error)
    const copy = new Error(this.#redactor.clean(message).replace(/(:\/\/[^\s?]*)\?[^\s)]*/g, '$1'))
    copy.name = name
    const code = platformCode(error)
    if (code) Object.assign(copy, { code })
    copy.stack = `${copy.name}: ${copy.message}`
    return copy
  }

  /**
   * Remembers the secrets in a request, because a server or a platform may echo them. The password
   * in a registration is one.
   */
  #learn({ form, json, query, cookie }: ApiRequest, headers?: Headers): void {
    const cookies = [...(cookie?.split('; ') ?? []), ...(headers?.getSetCookie?.() ?? [])]
    // A shorter cookie is no session but a word, such as a language or PHP's `deleted`.
    for (const one of cookies) this.#redactor.addToken(/^[^=]*=([^;]{9,})/.exec(one)?.[1])
    const learn = (name: string, value: unknown) => {
      // `JSON.stringify` does not tell the name of a list with each item, so the whole list is read
      // here.
      const texts = /password|secret|token/i.test(name) ? [value].flat(Infinity).filter(isText) : []
      for (const text of texts) this.#redactor.addToken(String(text))
      return value
    }
    for (const [name, value] of [...(form ?? []), ...(query ?? [])]) learn(name, value)
    JSON.stringify(json, learn)
  }

  /** Values that `details` leaves open are those for an answer that cannot be used. */
  #make(code: ErrorCode, attempted: Attempted, what: string, details: ErrorDetails): WallabagError {
    const { request, attempts, status } = attempted
    const tries = attempts > 1 ? ` (after ${attempts} attempts)` : ''
    const clean = (text: string) => this.#redactor.clean(text)
    return new WallabagError(code, clean(`${nameOf(request)}: ${what}${tries}.`), {
      hint: hints[code],
      status,
      // A 200 is no proof that Wallabag was reached: it may be a maintenance page, or come from a
      // proxy that did not pass the request on.
      outcome: afterSilence(attempted),
      ...details,
      method: request.method,
      path: clean(`/${request.path}`),
      attempts,
    })
  }
}

/** The name and message of a thrown value, which may fail to give them. */
function readable(error: unknown): { name: string; message: string } {
  try {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return { name: String(name), message: String(message) }
  } catch {
    return new Error('It has no readable message.')
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

// The one place where a failure of a request becomes an error.
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

/** What happened to a request, for the conversion into an error. */
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

/** After an answer that is no success. */
function afterStatus(attempted: Attempted, status: number): Outcome {
  // A 408 is a proxy's that waited for the server, or for the rest of what it was sending on.
  return status >= 500 || status === 408 ? afterSilence(attempted) : afterNothing(attempted)
}

/** After an attempt without an answer, or without the whole of it. */
function afterFailure(attempted: Attempted, { sent, status }: Failure): Outcome {
  if (!sent) return uncertain(attempted) ? 'unknown' : 'not-sent'
  if (status === null) return afterSilence(attempted)
  // The server had answered; only its words were lost.
  return status < 300 ? afterSuccess(attempted) : afterStatus(attempted, status)
}

/** The last attempt did nothing: what is left is what an earlier one may have done. */
function afterNothing(attempted: Attempted): Outcome {
  if (uncertain(attempted)) return 'unknown'
  return attempted.attempts === 0 ? 'not-sent' : 'refused'
}

/** The last attempt may have done its work. */
function afterSilence({ request }: Attempted): Outcome {
  return isWrite(request.operation) ? 'unknown' : 'refused'
}

/** The server said yes; only its words could not be used. */
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
  invalid_option: 'It is a function of your own.',
} satisfies Partial<Record<ErrorCode, string>>

/** The ways in which an answer is not one to the question. */
export type OtherAnswer = keyof typeof otherAnswers

/** The one place where answers and platform errors become errors of this package. */
export class ErrorConverter {
  readonly #redactor: Redactor

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  /** The error for an answer that the operation does not understand. */
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
      // Some of these, such as 408, have a code that says nothing of it.
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

  /** The error for an attempt without an answer, or without the whole of it. */
  fromFailure(attempted: Attempted, failure: Failure): WallabagError {
    this.#learn(attempted.request)
    const { kind, error, timeout } = failure
    const outcome = afterFailure(attempted, failure)
    const status = failure.status ?? undefined
    if (kind === 'aborted') return this.aborted(attempted, error, outcome, status)
    if (kind === 'timeout') {
      const what = status === undefined ? 'no answer' : 'no end of the answer'
      return this.#make('timeout', attempted, `${what} within ${timeout} ms`, {
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
      // The platform never tries it.
      retryable: why === 'bad_port' ? false : undefined,
      status,
      outcome,
      cause: this.stripped(error),
    })
  }

  /** The error for a caller's signal; its reason is the caller's own and stays whole. */
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

  /** The error for a call that waits for its turn when its time is over. */
  outOfTime(attempted: Attempted): WallabagError {
    return this.#make('timeout', attempted, 'the total time for the call is over', {
      hint: 'Raise `totalTimeout`, raise `limits`, or start fewer calls at once.',
      outcome: afterNothing(attempted),
    })
  }

  /** The error for a gate that failed: there was no turn, and no attempt was made in one. */
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
   * The error for what a request needed before it could be sent, such as a sign-in: it says what
   * became of the request. Each call gets one of its own, with its own stack, since one sign-in fails
   * for many.
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

  /** The error for a repeat that cannot be made: an attempt before it was. */
  notRepeated(attempted: Attempted, { code, message }: WallabagError): WallabagError {
    const what = `it cannot be sent once more: ${message.replace(/\.$/, '')}`
    return this.#make(code, attempted, what, { outcome: afterNothing(attempted) })
  }

  /** The error for a 2xx answer that is no JSON: of what it says only a title is shown. */
  notJson(attempted: Attempted, contentType: string | null, text: string): WallabagError {
    this.#learn(attempted.request)
    const html = /^\s*</.test(text) || (contentType ?? '').includes('html')
    const code = attempted.hasPhp ? 'php_message' : html ? 'not_wallabag' : 'not_json'
    const type =
      contentType === null ? 'a body without a content type' : this.#redactor.line(contentType)
    const what = html ? 'an HTML page' : `${type} that is not JSON`
    const title = titleOf(text)
    const said = title === null ? '' : this.#redactor.line(title)
    const named = said ? ` (“${said}”)` : ''
    const message = `expected JSON, received ${what}${named}`
    return this.#make(code, attempted, message, { serverMessage: said || undefined })
  }

  /**
   * The error for an answer to another question than was asked, or to less: of a write nobody knows
   * then what it did.
   */
  otherAnswer(attempted: Attempted, what: string, code: OtherAnswer): WallabagError {
    return this.#make(code, attempted, what, { hint: otherAnswers[code] })
  }

  /** The error for JSON that is not what the API promises. */
  unexpectedShape(attempted: Attempted, issues: string): WallabagError {
    const what = `the answer has an unexpected shape: ${issues}`
    const code = attempted.hasPhp ? 'php_message' : 'unexpected_shape'
    return this.#make(code, attempted, what, {})
  }

  /**
   * A platform error with everything secret left behind: its name, its cleared words, its code. Some
   * platforms quote the address, with what was looked for in its query.
   */
  stripped(error: unknown): Error {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    const copy = new Error(this.#redactor.clean(message).replace(/(:\/\/[^\s?]*)\?[^\s)]*/g, '$1'))
    copy.name = name
    const code = platformCode(error)
    if (code) Object.assign(copy, { code })
    copy.stack = `${copy.name}: ${copy.message}`
    return copy
  }

  /** A server or a platform may echo what was sent: the password of a registration is no less secret. */
  #learn({ form, json, query, cookie }: ApiRequest, headers?: Headers): void {
    const cookies = [...(cookie?.split('; ') ?? []), ...(headers?.getSetCookie?.() ?? [])]
    for (const one of cookies) this.#redactor.addToken(/=([^;]*)/.exec(one)?.[1])
    const learn = (name: string, value: unknown) => {
      // An item of a list has the name of the list.
      const texts = /password|secret|token/i.test(name) ? [value].flat(Infinity).filter(isText) : []
      for (const text of texts) this.#redactor.addToken(String(text))
      return value
    }
    for (const [name, value] of [...(form ?? []), ...(query ?? [])]) learn(name, value)
    JSON.stringify(json, learn)
  }

  /** What `details` leave open is that of an answer which cannot be used. */
  #make(code: ErrorCode, attempted: Attempted, what: string, details: ErrorDetails): WallabagError {
    const { request, attempts, status } = attempted
    const tries = attempts > 1 ? ` (after ${attempts} attempts)` : ''
    const clean = (text: string) => this.#redactor.clean(text)
    return new WallabagError(code, clean(`${nameOf(request)}: ${what}${tries}.`), {
      hint: hints[code],
      status,
      // Anybody can say 200: a proxy that has not passed the request on, a page for the time of an upgrade.
      outcome: afterSilence(attempted),
      ...details,
      method: request.method,
      path: clean(`/${request.path}`),
      attempts,
    })
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

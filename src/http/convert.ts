import {
  AbortError,
  type ErrorCode,
  type ErrorDetails,
  type Outcome,
  WallabagError,
} from '../errors/index.js'
import { type Failure, platformCode } from './attempt.js'
import { readErrorBody } from './error-body.js'
import { isWrite, type Operation } from './policy.js'
import type { Redactor } from './redact.js'
import { type ApiRequest, nameOf } from './request.js'
import { retryAfterOf } from './retry-after.js'

/** What a 404 in Wallabag's own words means, by what was asked for. */
const missing: Partial<Record<Operation, ErrorCode>> = {
  getEntry: 'not_found_entry',
  updateEntry: 'not_found_entry',
  deleteEntry: 'not_found_entry',
  reloadEntry: 'not_found_entry',
  exportEntry: 'not_found_entry',
  listEntryTags: 'not_found_entry',
  addEntryTags: 'not_found_entry',
  removeEntryTag: 'not_found_tag',
  deleteTag: 'not_found_tag',
  deleteTagByLabel: 'not_found_tag',
  deleteTagsByLabel: 'not_found_tag',
  listAnnotations: 'not_found_entry',
  createAnnotation: 'not_found_entry',
  updateAnnotation: 'not_found_annotation',
  deleteAnnotation: 'not_found_annotation',
  listEntries: 'not_found_page',
  searchEntries: 'not_found_page',
}

const hints: Partial<Record<ErrorCode, string>> = {
  not_found_entry: 'There is no such entry, or it belongs to another user.',
  not_found_tag:
    'There is no such tag or no such entry; list the tags to see their ids and labels.',
  not_found_annotation: 'There is no such annotation, or it belongs to another user.',
  not_found_page: 'The list ends before this page.',
  not_found_route:
    'This server does not know the address: is it older than the call needs, or is a sub-folder missing from `url`?',
  not_wallabag:
    'Is `url` the root of the Wallabag server, and does a login page or a proxy stand before it?',
  not_json: 'The answer was cut off or changed on its way; a proxy is the usual cause.',
  forbidden: 'The entry may belong to another user, or a proxy before the server refused the call.',
  rate_limited: 'Call less often, or lower `limits`.',
  server_error: 'The server or the proxy before it failed; try later and look into its log.',
  too_large: 'Send less in one call, or raise the limit of the web server before Wallabag.',
  redirected: 'Set `url` to where the server really is; nothing secret was sent along.',
  token_revoked: 'The API client may have been deleted in Wallabag; sign in again.',
}

/** What happened to a request, for the conversion into an error. */
export interface Attempted {
  readonly request: ApiRequest
  readonly attempts: number
  /** Whether an attempt before the last one may have been applied although its answer was lost. */
  readonly uncertain: boolean
}

/** The one place where answers and platform errors become errors of this package. */
export class ErrorConverter {
  readonly #redactor: Redactor

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  /** The error for an answer that is none of those the operation understands. */
  fromAnswer(attempted: Attempted, response: Response, text: string): WallabagError {
    const body = readErrorBody(text)
    const code = codeOf(attempted.request.operation, response, body.kind === 'other')
    const said = body.message === null ? null : this.#redactor.clean(body.message)
    const status = `${response.status}${response.statusText ? ` ${response.statusText}` : ''}`
    const retryAfter = retryAfterOf(response.headers)
    return this.#make(code, attempted, `the server answered ${status}${said ? `: ${said}` : ''}`, {
      hint: hints[code],
      status: response.status,
      serverMessage: said ?? undefined,
      retryAfter: retryAfter ?? undefined,
      outcome: outcomeOf(attempted, response.status),
    })
  }

  /** The error for a redirect that must not be followed. */
  redirected(attempted: Attempted, status: number, target: string | null): WallabagError {
    const where = target === null ? 'elsewhere (the platform does not say where)' : `to ${target}`
    return this.#make(
      'redirected',
      attempted,
      `the server redirects ${this.#redactor.clean(where)}`,
      {
        hint: hints.redirected,
        status: status || undefined,
        outcome: outcomeWithout(attempted),
      },
    )
  }

  /** The error for an attempt without an answer. */
  fromFailure(attempted: Attempted, failure: Failure, timeout: number): WallabagError {
    const outcome = failure.sent ? outcomeUnseen(attempted) : outcomeUnsent(attempted)
    if (failure.kind === 'aborted') return this.aborted(attempted, failure.error, outcome)
    if (failure.kind === 'timeout') {
      return this.#make('timeout', attempted, `no answer within ${timeout} ms`, {
        hint: 'Is the server reachable and awake? Saving may need a longer `timeout`.',
        outcome,
      })
    }
    if (failure.kind === 'too_large') {
      return this.#make('too_large', attempted, 'the answer did not end', { outcome })
    }
    const code = platformCode(failure.error)
    return this.#make('network', attempted, `the connection failed${code ? ` (${code})` : ''}`, {
      hint: networkHint(code),
      outcome,
      cause: this.stripped(failure.error),
    })
  }

  /** The error for a caller's signal; its reason is the caller's own and stays whole. */
  aborted(attempted: Attempted, reason: unknown, outcome = outcomeUnseen(attempted)) {
    const { request, attempts } = attempted
    return new AbortError(nameOf(request), {
      method: request.method,
      path: `/${request.path}`,
      attempts,
      outcome,
      cause: reason,
    })
  }

  /** The error for a whole call that ran out of its time between or before attempts. */
  outOfTime(attempted: Attempted, cause: WallabagError | null): WallabagError {
    return this.#make('timeout', attempted, 'the total time for the call is over', {
      hint: 'Raise `totalTimeout`, or ask the server for less.',
      outcome: cause?.outcome ?? outcomeWithout(attempted),
      cause: cause ?? undefined,
    })
  }

  /** The error for a 2xx answer that is no JSON. */
  notJson(attempted: Attempted, contentType: string | null, text: string): WallabagError {
    const html = /^\s*</.test(text) || (contentType ?? '').includes('html')
    const code = html ? 'not_wallabag' : 'not_json'
    const what = html ? 'an HTML page' : `${contentType ?? 'a body without a type'} that is no JSON`
    const title = html ? readErrorBody(text).message : null
    const said = title ? this.#redactor.clean(title) : null
    return this.#make(
      code,
      attempted,
      `expected JSON, received ${what}${said ? ` (“${said}”)` : ''}`,
      {
        hint: hints[code],
        serverMessage: said ?? undefined,
        outcome: html ? outcomeUnseen(attempted) : outcomeAnswered(attempted),
      },
    )
  }

  /** The error for JSON that is not what the API promises. */
  unexpectedShape(attempted: Attempted, issues: string): WallabagError {
    return this.#make(
      'unexpected_shape',
      attempted,
      `the answer has an unexpected shape: ${issues}`,
      {
        hint: 'Is this a Wallabag server of a version that this package knows? `validate: "off"` lets it through.',
        outcome: outcomeAnswered(attempted),
      },
    )
  }

  /** A platform error with everything secret left behind: its name, its cleared words, its code. */
  stripped(error: unknown): Error {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    const copy = new Error(this.#redactor.clean(message))
    copy.name = name
    const code = platformCode(error)
    if (code) Object.assign(copy, { code })
    copy.stack = `${copy.name}: ${copy.message}`
    return copy
  }

  #make(code: ErrorCode, attempted: Attempted, what: string, details: ErrorDetails): WallabagError {
    const { request, attempts } = attempted
    const tries = attempts > 1 ? ` (after ${attempts} attempts)` : ''
    return new WallabagError(code, `${nameOf(request)}: ${what}${tries}.`, {
      ...details,
      method: request.method,
      path: `/${request.path}`,
      attempts,
    })
  }
}

function codeOf(operation: Operation, response: Response, foreign: boolean): ErrorCode {
  const { status } = response
  if (status === 401) return foreign ? 'forbidden' : 'token_revoked'
  if (status === 403) return 'forbidden'
  // Exports answer HTML for every error (Q31), so there a foreign body says nothing.
  if (status === 404 && foreign && operation !== 'exportEntry') return 'not_wallabag'
  if (status === 404) return missing[operation] ?? 'not_found_route'
  if (status === 405) return 'not_found_route'
  if (status === 413 || status === 414 || status === 431) return 'too_large'
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'server_error' : 'refused_by_server'
}

function outcomeOf(attempted: Attempted, status: number): Outcome {
  return status >= 500 ? outcomeUnseen(attempted) : outcomeWithout(attempted)
}

/** The last attempt did nothing: what is left is what an earlier one may have done. */
function outcomeWithout({ request, uncertain, attempts }: Attempted): Outcome {
  if (uncertain && isWrite(request.operation)) return 'unknown'
  return attempts === 0 ? 'not-sent' : 'refused'
}

/** No attempt but perhaps an earlier one got through. */
function outcomeUnsent(attempted: Attempted): Outcome {
  const outcome = outcomeWithout(attempted)
  return outcome === 'unknown' ? outcome : 'not-sent'
}

/** The last attempt may have done its work. */
function outcomeUnseen({ request }: Attempted): Outcome {
  return isWrite(request.operation) ? 'unknown' : 'refused'
}

/** The server said yes; only its words could not be used. */
function outcomeAnswered({ request }: Attempted): Outcome {
  return isWrite(request.operation) ? 'applied' : 'refused'
}

function networkHint(code: string | null): string {
  if (code === 'ECONNREFUSED' || code === 'ConnectionRefused') {
    return 'Nothing listens there: is the server running, and are host and port right?'
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return 'The host name could not be found: is `url` spelt right?'
  }
  if (code && /CERT|TLS|SSL/.test(code)) {
    return 'The certificate was not accepted; for one of your own set NODE_EXTRA_CA_CERTS.'
  }
  return 'Is the server reachable from here?'
}

// Sends one request with a token, checks its answer as strictly as `validate` says, and turns it
// into a model.
import type { AnswerName, WireAnswer } from '../contract/answer-schemas.js'
import type { WireIssue } from '../contract/check.js'
import { isRecord } from '../contract/check.js'
import { isAnswer, issuesOf } from '../contract/checks.generated.js'
import {
  AbortError,
  detailsOf,
  type ErrorCode,
  isWallabagError,
  type Outcome,
  WallabagError,
} from '../errors/index.js'
import type { Attempted, ErrorConverter } from '../http/error-maker.js'
import { parseJson } from '../http/json.js'
import { type Answer, type ApiRequest, nameOf } from '../http/request.js'
import type { Authorizer, Send } from '../http/transport.js'
import { ofCaller, type Scope } from '../http/wait.js'

/**
 * How answers are checked. `strict` fails if one item is malformed, `lenient` returns the valid
 * items and reports the others, `off` accepts whatever can still be read. Every mode refuses an
 * answer without its list, an entry without dates or tags, and a page other than the requested one.
 */
export type ValidationMode = 'strict' | 'lenient' | 'off'

/**
 * An item that does not match the description of the API. The other items of the answer were
 * returned.
 */
export interface InvalidItem {
  /** The item's id, or `null` if it has none. */
  readonly id: number | null
  /** The request it came from, such as `GET /api/entries`. */
  readonly from: string
  /** What is wrong with it: where, what was expected and what was received, never the value. */
  readonly issues: readonly WireIssue[]
}

/** The status and headers of a response. */
export interface ResponseInfo {
  /** The HTTP status. */
  readonly status: number
  /** The response headers; across origins a browser shows only a few. */
  readonly headers: Headers
  /** How many times the request was sent. */
  readonly attempts: number
}

/** A result together with the response it came from. */
export interface Answered<T> {
  readonly value: T
  readonly response: ResponseInfo
}

/** The response of a call that sent nothing. */
export const noResponse = (): ResponseInfo => ({ status: 200, headers: new Headers(), attempts: 0 })

/** Turns a checked answer into a model. Links in the model are built from `baseUrl`. */
type Mapper<N extends AnswerName, T> = (wire: WireAnswer<N>, baseUrl: string) => T

/**
 * The whole answer is refused if more items than this are invalid, because describing each takes
 * time.
 */
const mostBad = 1000

/** What an `Api` is made of. */
export interface ApiParts {
  readonly baseUrl: string
  readonly send: Send
  readonly authorizer: Authorizer
  readonly convert: ErrorConverter
  readonly mode: ValidationMode
  readonly onInvalid: ((item: InvalidItem) => void) | undefined
}

/** Sends requests and checks the answers against the contract. All operations use it. */
export class Api {
  /** The instance's root, without a trailing slash. */
  readonly baseUrl: string
  /** Creates the errors for answers that cannot be used. */
  readonly convert: ErrorConverter
  readonly #parts: ApiParts

  constructor(parts: ApiParts) {
    this.baseUrl = parts.baseUrl
    this.convert = parts.convert
    this.#parts = parts
  }

  /**
   * The access token for a request. If there is none, throws the error that the request itself
   * would get.
   */
  async token(request: ApiRequest, scope: Scope): Promise<string> {
    try {
      return await this.#parts.authorizer.token(scope)
    } catch (error) {
      const attempted = { request, attempts: 0, uncertain: false }
      throw this.convert.notSent(attempted, error, 'could not sign in')
    }
  }

  /** Sends a request and returns its answer unchecked. */
  send(request: ApiRequest, scope: Scope): Promise<Answer> {
    const { send, authorizer } = this.#parts
    return send(request, scope, request.auth === 'none' ? null : authorizer)
  }

  /** Sends a request whose answer is a single value. */
  async one<N extends AnswerName, T>(
    request: ApiRequest,
    name: N,
    map: Mapper<N, T>,
    scope: Scope,
  ): Promise<Answered<T>> {
    const reply = await this.send(request, scope)
    return { value: this.read(reply, name, map), response: reply }
  }

  /** Sends a request whose answer is a bare array. */
  async many<N extends AnswerName, T>(
    request: ApiRequest,
    name: N,
    map: Mapper<N, T>,
    scope: Scope,
  ): Promise<Answered<T[]>> {
    const reply = await this.send(request, scope)
    const items = this.envelope(reply, 'list')
    return { value: await this.items(reply, items, name, map), response: reply }
  }

  /** Turns an answer with a single value into a model. */
  read<N extends AnswerName, T>(reply: Answer, name: N, map: Mapper<N, T>): T {
    const json = this.json(reply)
    if (this.#admits(name, json)) {
      try {
        return map(json, this.baseUrl)
      } catch {
        // With `validate: 'off'` an answer may lack what the model needs.
      }
    }
    throw this.#unexpected(reply, issuesOf(name, json))
  }

  /**
   * Returns the envelope of a list after checking it in every mode: without the envelope there are
   * no items.
   */
  envelope<N extends AnswerName>(reply: Answer, name: N): WireAnswer<N> {
    const json = this.json(reply)
    if (isAnswer(name, json)) return json
    throw this.#unexpected(reply, issuesOf(name, json))
  }

  json(reply: Answer): unknown {
    const json = parseJson(reply.text)
    if (json !== null || reply.text.trim() === 'null') return json
    throw this.convert.notJson(reply, reply.headers.get('content-type'), reply.text)
  }

  /**
   * Sends a request that deletes one thing. The server confirms a deletion with a 204 or with the
   * deleted thing itself, which on some versions has lost its id (quirk 28).
   *
   * @param sign - A key that only this kind of thing has.
   * @param id - The expected id, or `null` if it is not known.
   */
  async deleted(
    request: ApiRequest,
    sign: 'url' | 'label' | 'quote',
    id: number | null,
    scope: Scope,
  ): Promise<Answered<void>> {
    const reply = await this.send(request, scope)
    if (reply.status === 204) return { value: undefined, response: reply }
    const json = this.json(reply)
    const found = isRecord(json) ? (json['id'] ?? null) : null
    const isIt = isRecord(json) && (sign in json || typeof found === 'number')
    if (isIt && (id === null || found === null || found === id)) {
      return { value: undefined, response: reply }
    }
    const what = 'the answer does not show that it was deleted'
    throw this.convert.otherAnswer(reply, what, 'unexpected_shape')
  }

  /** Turns items into models. Invalid items are reported, or refused if the mode is `strict`. */
  async items<N extends AnswerName, T>(
    reply: Answer,
    items: readonly unknown[],
    name: N,
    map: Mapper<N, T>,
  ): Promise<T[]> {
    const bad: InvalidItem[] = []
    const reject = (item: unknown) => {
      const issues = issuesOf(name, item)
      if (bad.length >= mostBad || this.#parts.mode === 'strict')
        throw this.#unexpected(reply, issues)
      bad.push({ id: idOf(item), from: nameOf(reply.request), issues })
    }
    // Checking all items before mapping the first is faster: doing both per item takes a third
    // longer.
    const admitted = items.filter((item): item is WireAnswer<N> => {
      if (this.#admits(name, item)) return true
      reject(item)
      return false
    })
    const models: T[] = []
    for (const item of admitted) {
      try {
        models.push(map(item, this.baseUrl))
      } catch {
        reject(item)
      }
    }
    for (const item of bad) await this.#tell(item, reply)
    return models
  }

  /** Whether a value has the named shape. In the mode `off` it is assumed to. */
  #admits<N extends AnswerName>(name: N, value: unknown): value is WireAnswer<N> {
    return this.#parts.mode === 'off' || isAnswer(name, value)
  }

  /**
   * Reports an entry that the server cannot return. In the mode `strict` this fails the whole list.
   *
   * @param where - The position in the list, for an entry whose id is not known.
   */
  async unreadable(
    id: number | null,
    where: string | null,
    failure: WallabagError,
    scope: Scope,
  ): Promise<void> {
    if (this.#parts.mode === 'strict') throw failure
    const from = `${failure.method} ${failure.path}`
    const issues = [{ path: where ?? '', expected: 'an entry', received: `${failure.status}` }]
    const path = (failure.path ?? '/').slice(1)
    const request = { operation: 'listEntries', method: 'GET', path } as const
    const attempted = { request, attempts: failure.attempts, uncertain: false, scope }
    await this.#tell({ id, from, issues }, attempted)
  }

  /** Calls `onInvalid`. If that throws, the call fails with an error that says so. */
  async #tell(item: InvalidItem, reply: Attempted & { readonly scope: Scope }): Promise<void> {
    try {
      await ofCaller('onInvalid', reply.scope, () => this.#parts.onInvalid?.(item))
    } catch (error) {
      if (isWallabagError(error)) throw error
      const { message } = this.convert.stripped(error)
      throw this.convert.otherAnswer(reply, `onInvalid failed: ${message}`, 'invalid_option')
    }
  }

  #unexpected(reply: Answer, issues: readonly WireIssue[]) {
    const shown = issues.slice(0, 3).map(showIssue)
    const more = issues.length > 3 ? `; and ${issues.length - 3} more` : ''
    return this.convert.unexpectedShape(reply, shown.join('; ') + more)
  }
}

export function idOf(item: unknown): number | null {
  return isRecord(item) && typeof item['id'] === 'number' ? item['id'] : null
}

function showIssue({ path, expected, received }: WireIssue): string {
  return `${path || 'the whole'}: expected ${expected}, received ${received}`
}

/**
 * Runs a deletion. If an earlier attempt may have deleted the thing although its answer was lost,
 * then a 404 to the repeat counts as success, provided that `isAbsent` confirms it. A 404 to the
 * first attempt is an error.
 *
 * @param isAbsent - Checks with another request that the thing does not exist.
 */
export async function deletion<T>(
  code: ErrorCode,
  run: () => Promise<Answered<T>>,
  gone: T,
  isAbsent: () => Promise<boolean>,
): Promise<Answered<T>> {
  try {
    return await run()
  } catch (error) {
    const done = isWallabagError(error) && error.code === code && error.outcome === 'unknown'
    if (!done) throw error
    if (!(await isAbsent().catch((failure) => unsettled(failure, error.outcome)))) {
      throw falselyMissing(error)
    }
    return {
      value: gone,
      response: { status: 404, headers: new Headers(), attempts: error.attempts },
    }
  }
}

/**
 * Whether the server says that there is no such entry. Before that counts as proof of absence,
 * another request must confirm it.
 */
export function isMissingEntry(error: unknown): error is WallabagError {
  return isWallabagError(error) && error.code === 'not_found_entry'
}

/**
 * The error for a 404 about something that does exist: the 404 did not come from Wallabag, although
 * it looks like it.
 */
export function falselyMissing(error: WallabagError): WallabagError {
  const { method, path, outcome } = error
  const message = `${method} ${path}: it was answered by 404, and asked in another way it is there.`
  return new WallabagError('not_wallabag', message, {
    ...detailsOf(error),
    hint: 'Did a proxy answer in its place, or did another get its number just then? Try again.',
    outcome,
  })
}

/** The confirming request failed, so the outcome of the deletion is still the one it had before. */
function unsettled(failure: unknown, outcome: Outcome): never {
  if (!isWallabagError(failure)) throw failure
  const { code, message, method, path, cause } = failure
  const details = { ...detailsOf(failure), cause, outcome }
  throw code === 'aborted'
    ? new AbortError(`${method} ${path}`, details)
    : new WallabagError(code, message, details)
}

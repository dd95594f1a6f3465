// One checked call: sent with a token, its answer checked as strictly as `validate` says, and made a model.
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
import type { Authorizer, Transport } from '../http/transport.js'
import { ofCaller, type Scope } from '../http/wait.js'

/**
 * How answers are checked: `strict` fails if one item is malformed, `lenient` returns the good
 * items and reports the others, `off` accepts whatever can still be read. Every mode fails without
 * the list itself, for an entry without dates or tags, and for a page other than the requested one.
 */
export type ValidationMode = 'strict' | 'lenient' | 'off'

/** An item of an answer that does not match the API's description; the others were returned. */
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

/** Makes a model of a checked answer, whose links may be told from the instance's root. */
type Mapper<N extends AnswerName, T> = (wire: WireAnswer<N>, baseUrl: string) => T

/** An answer with more items that make no sense is no answer; looking at each takes its time. */
const mostBad = 1000

/** What an `Api` is made of. */
export interface ApiParts {
  readonly baseUrl: string
  readonly transport: Transport
  readonly authorizer: Authorizer
  readonly convert: ErrorConverter
  readonly mode: ValidationMode
  readonly onInvalid: ((item: InvalidItem) => void) | undefined
}

/** What the operations stand on: a signed-in transport, and answers checked against the wire schemas. */
export class Api {
  /** The instance's root, without a trailing slash. */
  readonly baseUrl: string
  /** Makes the errors for answers that are of no use. */
  readonly convert: ErrorConverter
  readonly #parts: ApiParts

  constructor(parts: ApiParts) {
    this.baseUrl = parts.baseUrl
    this.convert = parts.convert
    this.#parts = parts
  }

  /** The access token that a request is to bear; without one, the error is what the request would get. */
  async token(request: ApiRequest, scope: Scope): Promise<string> {
    try {
      return await this.#parts.authorizer.token(scope)
    } catch (error) {
      const attempted = { request, attempts: 0, uncertain: false }
      throw this.convert.notSent(attempted, error, 'could not sign in')
    }
  }

  /** Sends a request and hands the answer on as it came. */
  send(request: ApiRequest, scope: Scope): Promise<Answer> {
    const { transport, authorizer } = this.#parts
    return transport.send(request, scope, request.auth === 'none' ? null : authorizer)
  }

  /** Sends a request whose answer is one thing. */
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

  /** The one thing in an answer as a model. */
  read<N extends AnswerName, T>(reply: Answer, name: N, map: Mapper<N, T>): T {
    const json = this.json(reply)
    if (this.#admits(name, json)) {
      try {
        return map(json, this.baseUrl)
      } catch {
        // What is let through unchecked need not be what a model can be made of.
      }
    }
    throw this.#unexpected(reply, issuesOf(name, json))
  }

  /** The envelope of an answer with many items; without it there is nothing to read, so no mode lets it pass. */
  envelope<N extends AnswerName>(reply: Answer, name: N): WireAnswer<N> {
    const json = this.json(reply)
    if (isAnswer(name, json)) return json
    throw this.#unexpected(reply, issuesOf(name, json))
  }

  /** The JSON of an answer. */
  json(reply: Answer): unknown {
    const json = parseJson(reply.text)
    if (json !== null || reply.text.trim() === 'null') return json
    throw this.convert.notJson(reply, reply.headers.get('content-type'), reply.text)
  }

  /**
   * Sends a request that deletes one thing. It is deleted when the server says so without a word, or
   * with the thing itself, which has lost its id on some versions (quirk 28).
   *
   * @param sign - A key that only such a thing has.
   * @param id - The id that it has where it has one.
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

  /** The items of an answer as models; those that make no sense are reported, or refused when strict. */
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
    // All are checked before the first is mapped: one by one, both together take a third longer.
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

  /** Whether a value is what its name says, or is to be taken for it unseen. */
  #admits<N extends AnswerName>(name: N, value: unknown): value is WireAnswer<N> {
    return this.#parts.mode === 'off' || isAnswer(name, value)
  }

  /**
   * Tells of an entry that the server cannot give, or refuses the list where every entry must be right.
   *
   * @param where - Where in the list it is, when nobody knows its id.
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

  /** Tells `onInvalid`, whose failure is the call's. */
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

/** The id of an item that may be anything. */
export function idOf(item: unknown): number | null {
  return isRecord(item) && typeof item['id'] === 'number' ? item['id'] : null
}

function showIssue({ path, expected, received }: WireIssue): string {
  return `${path || 'the whole'}: expected ${expected}, received ${received}`
}

/**
 * Runs a deletion. A 404 to a repeat is success when an earlier attempt, whose answer was lost, may
 * have deleted it, and when a second witness agrees; a 404 to the first attempt is not.
 *
 * @param isAbsent - Asks in another way whether it is gone.
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

/** Whether an error says that there is no such entry: a candidate for absence, until a second witness agrees. */
export function isMissingEntry(error: unknown): error is WallabagError {
  return isWallabagError(error) && error.code === 'not_found_entry'
}

/** The error for a 404 about something that is there: it is not Wallabag's, though it reads like it. */
export function falselyMissing(error: WallabagError): WallabagError {
  const { method, path, outcome } = error
  const message = `${method} ${path}: it was answered by 404, and asked in another way it is there.`
  return new WallabagError('not_wallabag', message, {
    ...detailsOf(error),
    hint: 'Did a proxy answer in its place, or did another get its number just then? Try again.',
    outcome,
  })
}

/** The witness could not be asked: what became of the deletion is as unknown as it was. */
function unsettled(failure: unknown, outcome: Outcome): never {
  if (!isWallabagError(failure)) throw failure
  const { code, message, method, path, cause } = failure
  const details = { ...detailsOf(failure), cause, outcome }
  throw code === 'aborted'
    ? new AbortError(`${method} ${path}`, details)
    : new WallabagError(code, message, details)
}

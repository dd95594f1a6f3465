import { readFileSync } from 'node:fs'
import type { Exchange } from '../../mocks/replay/exchange.js'

/** An answer, without what differs from server to server. */
interface Answer {
  readonly status: number
  readonly contentType: string
  /** The JSON body, or nothing. */
  readonly json: unknown
}

/** One operation as the server names it: the method and the path without ids, suffix and query. */
export function operationOf(method: string, path: string): string {
  const [plain = ''] = path.split('?')
  const template = plain
    .replace(/^.*(?=\/(api|oauth)\/)/, '')
    .replace(/\.json$/, '')
    .replace(/\/\d+(?=\/|$)/g, '/{id}')
  return `${method} ${template}`
}

/** The recorded exchanges of the line that a server's version belongs to. */
export function recordingsFor(version: string): Exchange[] {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  const line = major > 2 || (major === 2 && minor >= 7) ? '2.7.0-dev' : '2.6.14'
  const file = new URL(`../recordings/wallabag-${line}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text): Exchange => JSON.parse(text))
}

/**
 * The shape of a JSON value: each path in it with the kind of value that is there. An entry is the
 * same wherever it stands, and the headers of its page have names that nobody can foresee.
 */
export function shapeOf(value: unknown, path = '$', into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    into.add(`${path}: array`)
    for (const item of value) shapeOf(item, `${path}[]`, into)
  } else if (typeof value === 'object' && value !== null) {
    into.add(`${path}: object`)
    const here = 'hashed_given_url' in value ? 'Entry' : path
    const isFree = path.endsWith('.headers')
    for (const [key, item] of isFree ? [] : Object.entries(value)) {
      shapeOf(item, `${here}.${key}`, into)
    }
  } else {
    into.add(`${path}: ${value === null ? 'null' : typeof value}`)
  }
  return into
}

/** Collects what a server answers, and says where it differs from the recorded servers. */
export class Differences {
  readonly #answers = new Map<string, Answer[]>()
  count = 0

  /** A `fetch` that remembers each answer. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { method, url } = request
    const response = await fetch(request)
    const contentType = response.headers.get('content-type') ?? ''
    const { pathname, search } = new URL(url)
    const isJson = /json/.test(contentType)
    const text = isJson ? await response.text() : ''
    this.#keep(operationOf(method, pathname + search), {
      status: response.status,
      contentType,
      json: isJson ? parseJson(text) : undefined,
    })
    return isJson ? new Response(text, response) : response
  }

  #keep(operation: string, answer: Answer): void {
    this.count += 1
    this.#answers.set(operation, [...(this.#answers.get(operation) ?? []), answer])
  }

  /** One line for each kind of answer that no recording of this server's line has. */
  report(version: string): string[] {
    const recorded = new Map<string, Answer[]>()
    const entry = new Set<string>()
    for (const { request, response } of recordingsFor(version)) {
      const operation = operationOf(request.method, request.path)
      const { status, headers, json } = response
      const answer = { status, contentType: headers['content-type'] ?? '', json }
      recorded.set(operation, [...(recorded.get(operation) ?? []), answer])
      for (const part of shapeOf(json)) if (part.startsWith('Entry.')) entry.add(part)
    }
    // The forms that make an API client are pages for people: nothing of them was recorded.
    const calls = [...this.#answers].filter(([operation]) => / \/(api|oauth)\//.test(operation))
    const lines = calls.flatMap(([operation, answers]) => {
      const known = recorded.get(operation) ?? []
      return answers.flatMap((answer) => compare(operation, answer, known, entry))
    })
    return [...new Set(lines)]
  }
}

function compare(
  operation: string,
  answer: Answer,
  recorded: readonly Answer[],
  entry: ReadonlySet<string>,
): string[] {
  const sameStatus = recorded.filter(({ status }) => status === answer.status)
  if (sameStatus.length === 0) return [`${operation}: status ${answer.status} was never recorded`]
  const types = new Set(sameStatus.map(({ contentType }) => contentType.toLowerCase()))
  if (!types.has(answer.contentType.toLowerCase())) {
    return [`${operation} ${answer.status}: content type “${answer.contentType}”`]
  }
  const known = new Set(sameStatus.flatMap(({ json }) => [...shapeOf(json)]))
  return [...shapeOf(answer.json)]
    .filter((part) => !known.has(part) && !entry.has(part) && !isFreeKey(operation))
    .map((part) => `${operation} ${answer.status}: ${part} was never recorded`)
}

/** The keys of the answer are the addresses or hashes that were asked for. */
function isFreeKey(operation: string): boolean {
  return operation === 'GET /api/entries/exists'
}

/** A JSON text's value, or nothing when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import type { Answer, IncomingRequest } from '../http/message.js'
import { entryJson } from '../routes/serialize.js'
import type { State } from '../state/state.js'
import { isObject, type JsonObject, jsonOf } from './delivery.js'

/** Replaces the entry in an answer with another one. */
export function withOtherEntry(answer: Answer, state: State, id: number | undefined): Answer {
  const shown = entriesIn(answer, false)[0]
  const entry =
    typeof shown?.['id'] === 'number' ? state.library.entries.get(shown['id']) : undefined
  if (shown === undefined || entry === undefined) return answer
  const own = [...state.library.ofUser(entry.user)].filter((other) => other !== entry)
  const other = id === undefined ? own.at(-1) : own.find((one) => one.id === id)
  return other === undefined ? answer : { ...answer, body: JSON.stringify(entryJson(state, other)) }
}

/** Shortens the answer to a mass call to its first items. Other answers stay the same. */
export function shortened(answer: Answer, { target }: IncomingRequest, keep: number): Answer {
  const body = jsonOf(answer)
  const isBatch = /\/api\/entries\/(?:lists?|tags\/lists?|exists)(?:\.\w+)?(?:\?|$)/.test(target)
  if (!isBatch || typeof body !== 'object' || body === null || 'exists' in body) return answer
  const few = Array.isArray(body)
    ? body.slice(0, keep)
    : Object.fromEntries(Object.entries(body).slice(0, keep))
  return { ...answer, body: JSON.stringify(few) }
}

/** Makes one entry on a page invalid. Other answers stay the same. */
export function withOddEntry(
  answer: Answer,
  index: number,
  change: (entry: Record<string, unknown>) => unknown = withTextId,
): Answer {
  const page = jsonOf(answer)
  const items = isObject(page) && isObject(page['_embedded']) ? page['_embedded']['items'] : null
  if (!isObject(page) || !Array.isArray(items)) return answer
  const odd = items.map((entry, at) => (at === index ? change(entry) : entry))
  return { ...answer, body: JSON.stringify({ ...page, _embedded: { items: odd } }) }
}

function withTextId(entry: Record<string, unknown>): unknown {
  return { ...entry, id: `entry ${String(entry['id'])}` }
}

/**
 * Whether an answer contains a field of an entry. Full lists contain the content, all lists the
 * title.
 */
export function holds(
  answer: Answer,
  { target }: IncomingRequest,
  id: number,
  field: 'content' | 'title',
): boolean {
  if (new RegExp(`/api/entries/${id}/export(?:\\.|\\?|$)`).test(target)) return true
  return entriesIn(answer, true).some((entry) => entry['id'] === id && entry[field] !== null)
}

/** The entries in an answer: a single one, or those of a page. */
function entriesIn(answer: Answer, isPageToo: boolean): JsonObject[] {
  const body = jsonOf(answer)
  if (!isObject(body)) return []
  const page = isObject(body['_embedded']) ? body['_embedded']['items'] : undefined
  if (Array.isArray(page)) return isPageToo ? page.filter(isObject) : []
  return 'is_archived' in body ? [body] : []
}

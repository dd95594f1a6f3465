import { Draft } from '../content/draft.js'
import { updateEntry } from '../content/update.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, type ApiRequest, json } from '../http/message.js'
import { jsonDecode } from '../php/json.js'
import {
  isArray,
  isEmpty,
  itemsOf,
  PhpTypeError,
  type PhpValue,
  phpArray,
  toStringArgument,
  trim,
} from '../php/values.js'
import type { Entry } from '../state/rows.js'
import type { Server } from './context.js'
import { assignLabels } from './labels.js'

/** Only the creating endpoint has a limit (quirk 26). */
const MAX_CREATED = 10

/**
 * The JSON in the query. If it is missing, the development version uses an empty list, while 2.6.14
 * fails on PHP 8 (quirk 39). Invalid JSON is null.
 */
function listIn(server: Server, request: ApiRequest, name: string): PhpValue {
  const text = request.query.get(name)
  if (text === undefined && server.state.isDev) return []
  return jsonDecode(toStringArgument(text)) ?? null
}

/** Processes a list or an object. The answer has the same keys. */
async function answerEach(
  list: PhpValue,
  work: (item: PhpValue) => PhpValue | Promise<PhpValue>,
): Promise<Answer> {
  const results = new Map<string, PhpValue>()
  for (const [key, item] of Object.entries(itemsOf(list))) results.set(key, await work(item))
  return json(phpArray(results))
}

/**
 * `POST /api/entries/lists`: fetches one page after another. Entries before a failure are saved.
 */
export async function postEntriesList(server: Server, request: ApiRequest): Promise<Answer> {
  const { state } = server
  const list = listIn(server, request, 'urls')
  if (!Array.isArray(list)) throw new PhpTypeError('count')
  if (list.length > MAX_CREATED) throw new HttpError(400, 'API limit reached')
  return answerEach(list, async (item) => {
    const url = toStringArgument(item)
    const known = state.library.findByUrl(request.user.id, url)
    if (known !== undefined) return { url: item, entry: known.id }
    const draft = Draft.create(state, request.user)
    await updateEntry(server, request.arrival, draft, url, null, true)
    draft.save(request.arrival)
    return { url: item, entry: draft.row.id }
  })
}

/** `DELETE /api/entries/list`. */
export function deleteEntriesList(server: Server, request: ApiRequest): Promise<Answer> {
  return answerEach(listIn(server, request, 'urls'), (item) => {
    const entry = findByUrl(server, request, item)
    if (entry !== undefined) server.state.library.remove(entry)
    return { url: item, entry: entry !== undefined }
  })
}

/** `POST /api/entries/tags/lists`. */
export function postTagsList(server: Server, request: ApiRequest): Promise<Answer> {
  return eachTagged(server, request, assignLabels)
}

/**
 * `DELETE /api/entries/tags/list`: a label that does not exist causes a 500, after the items before
 * it are done.
 */
export function deleteTagsList(server: Server, request: ApiRequest): Promise<Answer> {
  return eachTagged(server, request, (draft, tags) => {
    for (const part of toStringArgument(tags).split(',')) {
      const label = trim(part)
      if (server.state.library.tags.byLabel(label) === undefined) throw new HttpError(500)
      draft.removeLabel(label)
    }
  })
}

function eachTagged(
  server: Server,
  request: ApiRequest,
  change: (draft: Draft, tags: PhpValue) => void,
): Promise<Answer> {
  return answerEach(listIn(server, request, 'list'), (item) => {
    const element = itemsOf(item)
    const url = element['url'] ?? null
    const entry = findByUrl(server, request, url)
    const tags = element['tags'] ?? null
    if (entry !== undefined) refuseObjects(tags)
    if (entry !== undefined && !isEmpty(tags)) {
      const draft = Draft.edit(server.state, request.user, entry)
      change(draft, tags)
      draft.save(request.arrival)
    }
    return { url, entry: entry?.id ?? false }
  })
}

/** Throws for a JSON object, which PHP decodes here into an object that is neither empty nor text. */
function refuseObjects(tags: PhpValue): void {
  const all = Array.isArray(tags) ? [tags, ...tags] : [tags]
  for (const value of all) {
    if (isArray(value) && !Array.isArray(value)) throw new PhpTypeError('an object')
  }
}

function findByUrl({ state }: Server, request: ApiRequest, url: PhpValue): Entry | undefined {
  return state.library.findByUrl(request.user.id, toStringArgument(url))
}

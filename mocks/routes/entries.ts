import { Draft } from '../content/draft.js'
import { ERROR_MESSAGE } from '../content/extract.js'
import { FetchError } from '../content/pages.js'
import { setDomainName, updateEntry } from '../content/update.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, type ApiRequest, json } from '../http/message.js'
import { hashUrl, isValidUrl, titleFromUrl } from '../php/url.js'
import { isUtf8 } from '../php/utf8.js'
import {
  asciiLower,
  isEmpty,
  type PhpValue,
  phpArray,
  toBool,
  toStringArgument,
  toText,
} from '../php/values.js'
import { anyEntry, foreign, ownEntry, type Server } from './context.js'
import { applyFlags, applyPatch, readFields, supplied } from './fields.js'
import { assignLabels } from './labels.js'
import { entryJson } from './serialize.js'

/** `GET /api/entries/{entry}` (quirk 55). 2.6.14 ignores the query. */
export function getEntry(server: Server, request: ApiRequest): Answer {
  const { state } = server
  if (!state.isDev) return json(entryJson(state, ownEntry(server, request)))
  const detail = asciiLower(toStringArgument(request.query.get('detail') ?? 'full'))
  if (!['full', 'metadata'].includes(detail)) {
    throw new HttpError(400, `Detail "${detail}" parameter is wrong, allowed: full or metadata`)
  }
  return json(entryJson(state, ownEntry(server, request), {}, detail === 'full'))
}

/** `POST /api/entries`: creates an entry, or updates the one with the URL (quirks 2 and 56). */
export async function postEntry(server: Server, request: ApiRequest): Promise<Answer> {
  const { state } = server
  const url = toStringArgument(request.params.get('url'))
  const known = state.library.findByUrl(request.user.id, url)
  const draft = known ? Draft.edit(state, request.user, known) : Draft.create(state, request.user)
  if (known === undefined) draft.setUrl(url)
  const fields = readFields(state, request)
  try {
    const content = supplied(draft, fields)
    await updateEntry(server, request.arrival, draft, draft.row.url, content, true)
  } catch (error) {
    if (!(error instanceof FetchError)) throw error
  }
  applyFlags(draft, fields)
  if (!isEmpty(fields.tags)) assignLabels(draft, fields.tags)
  if (!isEmpty(fields.originUrl)) draft.row.originUrl = toText(fields.originUrl)
  finish(draft)
  if (state.isDev) validateUrl(draft.row.url)
  draft.save(request.arrival)
  return json(draft.json())
}

function validateUrl(url: string): void {
  if (url === '') throw new HttpError(400, 'This value should not be blank.\n')
  if (!isValidUrl(url, true)) throw new HttpError(400, `The url '"${url}"' is not a valid url\n`)
}

/** Sets the host and the title of an entry without them (quirk 42). */
function finish(draft: Draft): void {
  if (isEmpty(draft.row.domainName)) setDomainName(draft)
  if (isEmpty(draft.row.title)) draft.row.title = titleFromUrl(draft.row.url)
}

/** `PATCH /api/entries/{entry}` (quirk 57). */
export async function patchEntry(server: Server, request: ApiRequest): Promise<Answer> {
  const draft = Draft.edit(server.state, request.user, ownEntry(server, request))
  await applyPatch(server, request, draft, readFields(server.state, request))
  finish(draft)
  draft.save(request.arrival)
  return json(draft.json())
}

/**
 * `PATCH /api/entries/{entry}/reload`: 304 without a body if the page cannot be fetched (quirk 30).
 */
export async function reloadEntry(server: Server, request: ApiRequest): Promise<Answer> {
  const draft = Draft.edit(server.state, request.user, ownEntry(server, request))
  try {
    await updateEntry(server, request.arrival, draft, draft.row.url, null, true)
  } catch (error) {
    if (!(error instanceof FetchError)) throw error
    return NOT_RELOADED
  }
  if (draft.row.content === ERROR_MESSAGE) return NOT_RELOADED
  draft.save(request.arrival)
  return json(draft.json())
}

const NOT_RELOADED: Answer = { status: 304, headers: {}, body: '' }

/** `DELETE /api/entries/{entry}` (quirk 58). */
export function deleteEntry(server: Server, request: ApiRequest): Answer {
  // 2.6.14 looks at the query before it looks whose entry it is.
  const entry = server.state.isDev ? ownEntry(server, request) : anyEntry(server, request)
  const expect = request.query.get('expect') ?? 'entry'
  if (expect !== 'id' && expect !== 'entry') {
    throw new HttpError(400, `expect: 'id' or 'entry' expected, ${toText(expect)} given`)
  }
  if (entry.user !== request.user.id) throw foreign(server.state)
  const answer = json(expect === 'id' ? { id: entry.id } : entryJson(server.state, entry))
  server.state.library.remove(entry)
  return answer
}

/** `GET /api/entries/exists` (quirk 59). */
export function entriesExist({ state }: Server, request: ApiRequest): Answer {
  const { query, user } = request
  const hashes = listOf(state.isDev, query.get('hashed_urls'), 'hashed_urls')
  const urls = listOf(state.isDev, query.get('urls'), 'urls')
  const [hash, url] = [query.get('hashed_url'), query.get('url')]
  if (!isEmpty(hash)) append(hashes, hash)
  if (!isEmpty(url)) append(urls, url)
  const wanted = hashes.list?.map(toText) ?? []
  const urlOf = new Map<string, string>()
  for (const item of urls.list ?? []) {
    const text = toStringArgument(item)
    urlOf.set(hashUrl(text), text)
    if (hashes.list === undefined) throw new HttpError(500)
    wanted.push(hashUrl(text))
  }
  // The hashes become part of a query, which must be UTF-8.
  if (!wanted.every(isUtf8)) throw new HttpError(500)
  if (wanted.length === 0) throw hashes.isScalar ? new HttpError(500) : foreign(state)
  const withId = toBool(query.get('return_id'))
  const results = new Map<string, PhpValue>()
  for (const item of wanted) {
    // If several entries have the hash, the last row wins.
    const id = state.library.idsByHash(user.id, item).at(-1) ?? null
    results.set(urlOf.get(item) ?? item, withId ? id : id !== null)
  }
  const [first] = results.values()
  return json(isEmpty(url) && isEmpty(hash) ? phpArray(results) : { exists: first })
}

interface ListParameter {
  /** Undefined for a scalar, which PHP can neither iterate over nor append to. */
  list: PhpValue[] | undefined
  isScalar: boolean
}

function listOf(isDev: boolean, value: PhpValue | undefined, name: string): ListParameter {
  if (value === undefined || value === null) return { list: [], isScalar: false }
  if (typeof value === 'object') return { list: Object.values(value), isScalar: false }
  if (!isDev) return { list: undefined, isScalar: name === 'hashed_urls' && value !== '' }
  const message = `Unexpected value for parameter "${name}": expecting "array", got "string".`
  throw new HttpError(400, message)
}

function append({ list }: ListParameter, value: PhpValue | undefined): void {
  if (list === undefined) throw new HttpError(500)
  list.push(value ?? null)
}

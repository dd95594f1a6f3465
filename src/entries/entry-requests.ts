import { type Answered, type Api, deletion, isMissingEntry } from '../api/api.js'
import { askVersion, compareVersions } from '../api/version-gate.js'
import type { WireAnswer } from '../contract/answer-schemas.js'
import type { WireEntry } from '../contract/entry-schemas.js'
import { InputError, isWallabagError, WallabagError } from '../errors/index.js'
import type { Answer, ApiRequest } from '../http/request.js'
import type { Scope } from '../http/wait.js'
import { hashUrl } from '../values/hash.js'
import { listToWire, type Tag, tagFromWire } from '../values/tag.js'
import { walkEntries } from './ahead.js'
import { type Entry, type EntrySummary, entryFromWire, entrySummaryFromWire } from './entry.js'
import type { WireFields } from './entry-fields.js'

/** An entry, and whether it is new, which the model does not tell. */
export interface CreatedEntry {
  readonly entry: Entry
  /** Only the answer that creates an entry has no list of annotations (quirk 12). */
  readonly fresh: boolean
}

/** `GET /api/entries/{id}` */
export function getEntry(api: Api, id: number, scope: Scope): Promise<Answered<Entry>> {
  return getEntryAs(api, id, entryFromWire, scope)
}

/** `GET /api/entries/{id}`, mapped by the caller. */
export function getEntryAs<T>(
  api: Api,
  id: number,
  map: MapEntry<T>,
  scope: Scope,
  query?: URLSearchParams,
): Promise<Answered<T>> {
  const path = `api/entries/${id}`
  return answerOf(api, id, { operation: 'getEntry', method: 'GET', path, query }, map, scope)
}

/**
 * The same without the content. Version 2.6 sends the content all the same, and it is dropped here
 * (quirk 55).
 */
export function getEntrySummary(
  api: Api,
  id: number,
  scope: Scope,
): Promise<Answered<EntrySummary>> {
  const query = new URLSearchParams({ detail: 'metadata' })
  return getEntryAs(api, id, entrySummaryFromWire, scope, query)
}

/** `POST /api/entries`: creates an entry, or updates the one with the same URL. */
export function createEntry(
  api: Api,
  fields: WireFields,
  scope: Scope,
): Promise<Answered<CreatedEntry>> {
  return api.one(
    { operation: 'createEntry', method: 'POST', path: 'api/entries', json: fields },
    'entry',
    (wire, baseUrl) => ({
      entry: entryFromWire(wire, baseUrl),
      fresh: wire.annotations === null,
    }),
    scope,
  )
}

/**
 * `PATCH /api/entries/{id}`: sets the given fields. `tags` replaces all tags.
 *
 * @throws WallabagError with code `unsupported` if an old server has added the tags instead (quirk
 *   76).
 */
export async function updateEntry(
  api: Api,
  id: number,
  fields: WireFields,
  scope: Scope,
): Promise<Answered<Entry>> {
  const path = `api/entries/${id}`
  const request = { operation: 'updateEntry', method: 'PATCH', path, json: fields } as const
  const answered = await answerOf(api, id, request, entryFromWire, scope)
  const { tags } = fields
  const sent = typeof tags === 'string' ? tags.split(',') : tags
  if (!Array.isArray(sent) || answered.value.tags.length <= sent.length) return answered
  const version = await askVersion(api, scope)
  if (compareVersions(version, '2.3.0') >= 0) return answered
  const message = `Replacing the tags of an entry needs Wallabag 2.3.0 or later; this server is ${version}, and has added them.`
  const hint = 'Take the others off by `removeTags`.'
  throw new WallabagError('unsupported', message, { hint, outcome: 'applied' })
}

/**
 * `DELETE /api/entries/{id}` with `expect=id`, because otherwise the server returns the whole
 * article (quirk 27).
 */
export function deleteEntry(api: Api, id: number, scope: Scope): Promise<Answered<void>> {
  const request = {
    operation: 'deleteEntry',
    method: 'DELETE',
    path: `api/entries/${id}`,
    query: new URLSearchParams({ expect: 'id' }),
  } as const
  const run = () => api.deleted(request, 'url', id, scope)
  return deletion('not_found_entry', run, undefined, () => isAbsent(api, id, scope))
}

/**
 * Whether an entry really does not exist after a 404 said so. A proxy can send the same 404, so
 * another request must confirm it. If the address is known, the server is asked which entry has it.
 * If that is not enough, because the address is unknown or another entry has it too, then the list
 * must not contain the entry and the 404 must come again. That takes at most five requests for a
 * thousand entries, and one more for each doubling.
 *
 * @param found - The entry with its address: an id, `null` if there is none, `undefined` if that is
 *   not known.
 * @throws WallabagError if it cannot be determined.
 */
export async function isAbsent(
  api: Api,
  id: number,
  scope: Scope,
  found?: number | null,
): Promise<boolean> {
  if (found === null) return true
  if (found === id) return false
  if (await isListed(api, id, scope)) return false
  try {
    await getEntrySummary(api, id, scope)
    return false
  } catch (error) {
    if (isMissingEntry(error)) return true
    throw error
  }
}

/** Whether the list of all entries contains this one. */
async function isListed(api: Api, id: number, scope: Scope): Promise<boolean> {
  const all = new URLSearchParams()
  const place = { mark: id + 1, position: 0 }
  const pages = walkEntries(api, all, () => scope, 'desc', place)
  for await (const { ids } of pages) return ids.includes(id)
  return false
}

/**
 * `PATCH /api/entries/{id}/reload`. Returns `null` if the server could not fetch the page (304,
 * quirk 30).
 */
export async function reloadEntry(
  api: Api,
  id: number,
  scope: Scope,
): Promise<Answered<Entry | null>> {
  const request = {
    operation: 'reloadEntry',
    method: 'PATCH',
    path: `api/entries/${id}/reload`,
    understands: [304],
  } as const
  const reply = await api.send(request, scope)
  if (reply.status === 304) return { value: null, response: reply }
  return { value: readEntry(api, id, reply, entryFromWire), response: reply }
}

/** `GET /api/entries/{id}/tags` */
export function listEntryTags(api: Api, id: number, scope: Scope): Promise<Answered<Tag[]>> {
  const path = `api/entries/${id}/tags`
  const request = { operation: 'listEntryTags', method: 'GET', path } as const
  return api.many(request, 'tag', tagFromWire, scope)
}

/** `POST /api/entries/{id}/tags`: adds tags and keeps the others. */
export function addEntryTags(
  api: Api,
  id: number,
  labels: readonly string[],
  scope: Scope,
): Promise<Answered<Entry>> {
  const path = `api/entries/${id}/tags`
  const json = { tags: listToWire(labels) }
  const request = { operation: 'addEntryTags', method: 'POST', path, json } as const
  return answerOf(api, id, request, entryFromWire, scope)
}

/**
 * `DELETE /api/entries/{id}/tags/{tagId}`. The server does not complain about a tag that the entry
 * does not have.
 */
export function removeEntryTag(
  api: Api,
  id: number,
  tagId: number,
  scope: Scope,
): Promise<Answered<Entry>> {
  const path = `api/entries/${id}/tags/${tagId}`
  const request = { operation: 'removeEntryTag', method: 'DELETE', path } as const
  return answerOf(api, id, request, entryFromWire, scope)
}

type MapEntry<T> = (wire: WireEntry, baseUrl: string) => T

/** Sends a request about one entry, whose answer is that entry. */
async function answerOf<T>(
  api: Api,
  id: number,
  request: ApiRequest,
  map: MapEntry<T>,
  scope: Scope,
): Promise<Answered<T>> {
  const reply = await api.send(request, scope)
  return { value: readEntry(api, id, reply, map), response: reply }
}

/** Reads an entry and checks its id, because a proxy may deliver the answer to another request. */
function readEntry<T>(api: Api, id: number, reply: Answer, map: MapEntry<T>): T {
  const [found, value] = api.read(
    reply,
    'entry',
    (wire, baseUrl) => [wire.id, map(wire, baseUrl)] as const,
  )
  if (found === id) return value
  throw api.convert.otherAnswer(reply, `the answer is not entry ${id}`, 'unexpected_shape')
}

/** The servers that turned out not to support hashes. */
const withoutHashes = new WeakSet<Api>()

/**
 * `GET /api/entries/exists` by hashes: the id of each entry, or `null`. It sends hashes, because
 * URLs in a query would end up in access logs and would be decoded once more. If the answer does
 * not mention a hash, or says only that the entry exists, the hash is not in the map.
 *
 * @param urlOf - Returns the address of a hash. Servers before 2.4.0 accept only addresses (quirk
 *   76).
 */
export async function entriesExist(
  api: Api,
  hashes: readonly string[],
  scope: Scope,
  urlOf?: ReadonlyMap<string, string>,
): Promise<Answered<Map<string, number | null>>> {
  if (!withoutHashes.has(api)) {
    try {
      return await askWhich(api, 'hashed_urls[]', new Map(hashes.map((it) => [it, [it]])), scope)
    } catch (error) {
      if (!isWallabagError(error) || error.status !== 403) throw error
      // A server that does not support hashes acts as if none were sent.
      const version = await askVersion(api, scope)
      if (compareVersions(version, '2.4.0') >= 0) throw error
      // Earlier versions accept addresses too, but do not return ids.
      const needed = urlOf ? '2.3.0' : '2.4.0'
      if (compareVersions(version, needed) < 0) {
        const message = `Finding an entry by its address needs Wallabag ${needed} or later; this server is ${version}.`
        throw new InputError('unsupported', message)
      }
      withoutHashes.add(api)
    }
  }
  // The server decodes an address once more before it compares, so both the plain and the encoded
  // form are sent.
  const forms = (hash: string) => {
    const url = urlOf?.get(hash) ?? hash
    return /[%+]/.test(url) ? [url, encodeURIComponent(url)] : [url]
  }
  return askWhich(api, 'urls[]', new Map(hashes.map((hash) => [hash, forms(hash)])), scope)
}

/** Asks for entries by all forms of their hashes or addresses. */
function askWhich(
  api: Api,
  name: 'hashed_urls[]' | 'urls[]',
  asked: ReadonlyMap<string, readonly string[]>,
  scope: Scope,
): Promise<Answered<Map<string, number | null>>> {
  const query = new URLSearchParams([...asked.values()].flat().map((form) => [name, form]))
  query.set('return_id', '1')
  const request = {
    operation: 'entriesExist',
    method: 'GET',
    path: 'api/entries/exists',
    query,
  } as const
  const mapOf = (wire: WireAnswer<'existsMany'>) => {
    const ids = new Map<string, number | null>()
    for (const [hash, forms] of asked) {
      const answers = forms.map((form) => wire[form])
      const id = answers.find((answer) => typeof answer === 'number')
      if (id !== undefined) ids.set(hash, id)
      else if (answers.every((answer) => answer === null || answer === false)) ids.set(hash, null)
    }
    return ids
  }
  return api.one(request, 'existsMany', mapOf, scope)
}

/**
 * The id of the entry with this address, or `null`. An answer that does not mention the address is
 * an error.
 */
export async function entryIdOf(
  api: Api,
  url: string,
  scope: Scope,
): Promise<Answered<number | null>> {
  const hash = hashUrl(url)
  const { value, response } = await entriesExist(api, [hash], scope, new Map([[hash, url]]))
  const id = value.get(hash)
  if (id === undefined) throw notAnswered()
  return { value: id, response }
}

/** The error for an answer that does not mention an address. */
export function notAnswered(): WallabagError {
  const message = 'The server did not say whether the address is saved.'
  const hint = 'Does something in front of the server cut the query or the answer?'
  return new WallabagError('unexpected_shape', message, { hint, outcome: 'refused' })
}

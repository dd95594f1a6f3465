// A save of a new address: the create, the search for its entry when the answer is lost, and what is set afterwards.
import type { Answered, Api } from '../api/api.js'
import {
  AbortError,
  changedNothing,
  detailsOf,
  isWallabagError,
  WallabagError,
} from '../errors/index.js'
import { step } from '../errors/partial-error.js'
import { monotonic, pause, type Scope } from '../http/wait.js'
import { dateToWire } from '../values/ids-and-dates.js'
import { walkEntries } from './ahead.js'
import type { Entry, EntrySummary } from './entry.js'
import {
  type EntryFields,
  fieldsToWire,
  isEntryField,
  languageToWire,
  type WireFields,
} from './entry-fields.js'
import {
  addEntryTags,
  createEntry,
  entryIdOf,
  getEntry,
  reloadEntry,
  updateEntry,
} from './entry-requests.js'
import type { Saved, SaveHints, SaveInput } from './save-options.js'

/**
 * The other entries of an address that were made since a moment on the server's clock: what a lost
 * try left behind after it was made again. Newest first, so that a library of any size costs a page.
 */
async function youngDuplicates(
  api: Api,
  of: { readonly id: number; readonly hash: string; readonly since: Date },
  scope: Scope,
): Promise<number[]> {
  const found: number[] = []
  const newest = walkEntries(api, new URLSearchParams(), () => scope, 'desc')
  for await (const { items } of newest) {
    const young = items.filter(({ createdAt }) => createdAt >= of.since)
    for (const { id, hashedUrl, hashedGivenUrl } of young) {
      if (id !== of.id && (hashedUrl === of.hash || hashedGivenUrl === of.hash)) found.push(id)
    }
    if (young.length < items.length) break
  }
  return found
}

const firstPause = 500
const longestPause = 8000

/** The error for a create of which nobody knows whether it was done. */
function ambiguous(failure: WallabagError): WallabagError {
  return new WallabagError('ambiguous', `The entry may or may not be saved: ${failure.message}`, {
    ...detailsOf(failure),
    hint: 'Ask `entries.idOf(url)` later; saving again now could create a duplicate.',
    outcome: 'unknown',
  })
}

function aborted(cause: unknown): AbortError {
  return new AbortError('Waiting for the entry to appear', { cause, outcome: 'unknown' })
}

/** What creating an entry needs. */
export interface Creation {
  readonly api: Api
  readonly input: SaveInput
  readonly scope: Scope
  /** How long to wait for an entry whose answer was lost, in milliseconds. */
  readonly settleTime: number
  /** When it began, on the server's clock. */
  readonly since: Date
  readonly hints: SaveHints
}

/** A save that made or changed something. */
export function saved(
  { value: entry, response }: Answered<Entry>,
  created: boolean,
  changed = true,
  duplicates: readonly number[] = [],
): Answered<Saved> {
  return { value: { entry, created, changed, duplicates }, response }
}

/** Creates an entry that was not there, and sets what came back different from what was given. */
export async function createAndMend(creation: Creation): Promise<Answered<Saved>> {
  const { api, input, scope } = creation
  const { made, created, duplicates } = await post(creation)
  const { content, title } = input.options
  // Without a title it was not sent.
  const setsContent = content !== undefined && title === undefined
  const done = [created ? 'created' : 'found']
  return saved(await mend(api, input, made, setsContent, done, scope), created, true, duplicates)
}

/** What a create has made. */
interface Made {
  readonly made: Answered<Entry>
  /** Whether it was made, and not found. */
  readonly created: boolean
  readonly duplicates?: readonly number[]
}

/**
 * Sends the create. A try whose end is unknown counts as still running until its entry shows; it is
 * made again only when it has certainly failed, or when the caller would rather have a duplicate.
 */
async function post(creation: Creation): Promise<Made> {
  const { api, input, scope, hints } = creation
  const { begun } = hints
  const first = await (begun === null ? attempt(creation) : earlier(creation, begun))
  if ('made' in first) return first
  const hasEnded = first.status === 500
  // Whoever resumes a job has said that the process is gone which waited for the answer.
  const again = hasEnded || begun !== null || input.options.ifAmbiguous === 'retry'
  if (!again) throw ambiguous(first)
  const second = await attempt(creation).catch((error: unknown) => {
    throw hasEnded ? error : stillUnknown(error)
  })
  if (!('made' in second)) throw second.status === 500 ? second : ambiguous(second)
  if (hasEnded) return second
  const of = { id: second.made.value.id, hash: input.hash, since: creation.since }
  const look = () => youngDuplicates(api, of, scope)
  return { ...second, duplicates: await step(of.id, ['created'], 'duplicates looked for', look) }
}

/** What a try came to: the entry, or the failure whose end nobody knows. */
type Tried = Made | WallabagError

/** The try of an earlier process, waited for to its end. */
function earlier(creation: Creation, begun: number): Promise<Tried> {
  const lost = new WallabagError('ambiguous', 'An earlier run ended while the address was saved.', {
    outcome: 'unknown',
  })
  // A clock that was set back since must not lengthen it.
  const left = Math.min(begun + creation.settleTime - Date.now(), creation.settleTime)
  return settled(creation, lost, left)
}

/** One try, waited for to its end. */
async function attempt(creation: Creation): Promise<Tried> {
  const { api, input, scope, settleTime, hints } = creation
  const { url, labels, fields } = input
  const { content, ...others } = fields
  // Content without a title would be given up for the page's (quirk 5), or cost the page's title (quirk 1).
  const first = { url, ...(fields['title'] === undefined ? others : fields) }
  const body = labels.length > 0 ? { ...first, tags: labels.join(',') } : first
  await hints.begin()
  try {
    const { value, response } = await createEntry(api, body, scope)
    return { made: { value: value.entry, response }, created: value.fresh }
  } catch (error) {
    if (!isUnclear(error) || error.code === 'aborted') throw error
    return settled(creation, error, settleTime)
  }
}

/**
 * After a create whose answer was lost: the server may still be fetching the page, and the entry
 * appears only when it has. Asks with growing pauses until it is there or the time is over.
 *
 * @param lost - How the answer was lost.
 * @param time - How long to wait at most, in milliseconds, within the scope's own time.
 * @returns The entry, or how the answer was lost when it did not appear.
 */
async function settled(creation: Creation, lost: WallabagError, time: number): Promise<Tried> {
  const { api, input, scope } = creation
  const until = Math.min(monotonic() + time, scope.deadline)
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    const found = await entryIdOf(api, input.url, scope).catch((error: unknown) => {
      // A look that fails says nothing about the entry, so the next one is waited for; only an abort ends it.
      if (!isWallabagError(error)) throw error
      if (error.code === 'aborted') throw aborted(error.cause)
    })
    const id = found?.value
    if (typeof id === 'number') {
      const made = await step(id, ['created'], 'entry read', () => getEntry(api, id, scope))
      return { made, created: true }
    }
    // PHP answers 500 when it has ended; a gateway's 502 and 504 say nothing about PHP.
    if (id === null && lost.status === 500) return lost
    if (monotonic() + wait >= until) return lost
    await pause(wait, scope.signal, aborted)
  }
}

/** When the second try has certainly done nothing, it is still unknown what the first one did. */
function stillUnknown(error: unknown): unknown {
  if (!changedNothing(error)) return error
  const details = { ...detailsOf(error), outcome: 'unknown' } as const
  const what = 'Saving again'
  if (error.code === 'aborted') return new AbortError(what, { ...details, cause: error.cause })
  return new WallabagError(
    error.code,
    `${what} failed, and the first try may have worked: ${error.message}`,
    details,
  )
}

/** Also `applied`: the server said yes in words that could not be read, so the entry must be looked for. */
function isUnclear(error: unknown): error is WallabagError {
  return isWallabagError(error) && (error.outcome === 'unknown' || error.outcome === 'applied')
}

/** How the server's own text for a page that it could not read begins (quirk 7). */
const cannotRetrieve = /^\s*(?:<p>\s*)?wallabag can(?:'|’|&#0?39;)t retrieve contents/i

/** Whether the page was fetched and yet its content is not there, which a reload can mend (quirk 1). */
function lostContent(entry: Entry, supplied: EntryFields): boolean {
  if (supplied.content !== undefined && supplied.title !== undefined) return false
  const fetched = entry.httpStatus !== null && entry.httpStatus >= 200 && entry.httpStatus < 300
  return fetched && (entry.content === null || cannotRetrieve.test(entry.content))
}

/**
 * The supplied fields that the entry does not have as they were supplied, ready to be set.
 *
 * @param setsContent - Whether the content is among them: the server cleans it, so no look can tell (quirk 41).
 */
export function missingFields(
  entry: EntrySummary,
  supplied: EntryFields,
  setsContent: boolean,
): WireFields {
  const { title, language, publishedAt, authors } = supplied
  const differs: { readonly [Name in keyof Required<EntryFields>]: boolean } = {
    title: entry.title?.trim() !== title?.trim(),
    content: setsContent,
    archived: entry.archived !== supplied.archived,
    starred: entry.starred !== supplied.starred,
    public: entry.public !== supplied.public,
    language: language !== undefined && entry.language !== languageToWire(language),
    // Content that is set brings its first picture along, whatever the entry had.
    previewPicture: setsContent || entry.previewPicture !== supplied.previewPicture,
    publishedAt:
      publishedAt !== undefined && entry.publishedAt?.getTime() !== dateToWire(publishedAt) * 1000,
    authors: entry.authors.join() !== authors?.map((author) => author.trim()).join(),
    originUrl: entry.originUrl !== supplied.originUrl,
  }
  const missing = Object.entries(supplied).filter(
    ([name, value]) => isEntryField(name) && value !== undefined && differs[name],
  )
  return fieldsToWire(Object.fromEntries(missing))
}

/**
 * Fetches content that the server has lost, and sets what is then different from what was given; no
 * more, since what is set again to what it is can set a date anew (quirk 57).
 *
 * @param setsContent - Whether the content that was given is still to be set.
 * @param done - The steps that were made; those made here are added.
 */
export async function mend(
  api: Api,
  input: SaveInput,
  answered: Answered<Entry>,
  setsContent: boolean,
  done: string[],
  scope: Scope,
): Promise<Answered<Entry>> {
  const { options, labels } = input
  let { value: entry, response } = answered
  const { id } = entry
  const take = async (name: string, run: () => Promise<Answered<Entry | null>>) => {
    const next = await step(id, done, name, run)
    entry = next.value ?? entry
    response = next.response
  }
  if (lostContent(entry, options)) await take('reloaded', () => reloadEntry(api, id, scope))
  const fields = missingFields(entry, options, setsContent)
  if (Object.keys(fields).length > 0) {
    await take('fields set', () => updateEntry(api, id, fields, scope))
  }
  const present = new Set(entry.tags.map(({ label }) => label))
  if (!labels.every((label) => present.has(label))) {
    await take('tags added', () => addEntryTags(api, id, labels, scope))
  }
  return { value: entry, response }
}

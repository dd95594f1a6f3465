// Saves a new address: creates the entry, looks for it if the answer is lost, and sets what differs
// afterwards.
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
import { listToWire } from '../values/tag.js'
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
 * The other entries of an address that were created since a time on the server's clock. An attempt
 * whose answer was lost may have created them before the next attempt. The newest come first, so
 * that one page is enough in a library of any size.
 */
async function recentDuplicates(
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

/** The error for a create whose outcome is unknown. */
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

/** What is needed to create an entry. */
export interface Creation {
  readonly api: Api
  readonly input: SaveInput
  readonly scope: Scope
  /** How long to wait for an entry whose answer was lost, in milliseconds. */
  readonly settleTime: number
  /** The time on the server's clock when the save began. */
  readonly since: Date
  readonly hints: SaveHints
}

/** The result of a save that created or changed an entry. */
export function saved(
  { value: entry, response }: Answered<Entry>,
  created: boolean,
  changed = true,
  duplicates: readonly number[] = [],
): Answered<Saved> {
  return { value: { entry, created, changed, duplicates }, response }
}

/** Creates an entry, and sets the fields that came back different from what was given. */
export async function createAndComplete(creation: Creation): Promise<Answered<Saved>> {
  const { api, input, scope } = creation
  const { made, created, duplicates } = await create(creation)
  const { content, title } = input.options
  // Content without a title was not part of the create.
  const setsContent = content !== undefined && title === undefined
  const done = [created ? 'created' : 'found']
  return saved(
    await completeEntry(api, input, made, setsContent, done, scope),
    created,
    true,
    duplicates,
  )
}

/** The result of a create. */
interface CreateResult {
  readonly made: Answered<Entry>
  /** Whether it was created and not found. */
  readonly created: boolean
  readonly duplicates?: readonly number[]
}

/**
 * Sends the create. An attempt with an unknown outcome counts as still running until its entry
 * appears. It is repeated only if it certainly failed, or if the caller accepts a duplicate.
 */
async function create(creation: Creation): Promise<CreateResult> {
  const { api, input, scope, hints } = creation
  const { begun } = hints
  const first = await (begun === null ? attempt(creation) : earlierAttempt(creation, begun))
  if ('made' in first) return first
  const hasEnded = first.status === 500
  // Whoever resumes a job knows that the process which sent the create is no longer running.
  const again = hasEnded || begun !== null || input.options.ifAmbiguous === 'retry'
  if (!again) throw ambiguous(first)
  const second = await attempt(creation).catch((error: unknown) => {
    throw hasEnded ? error : stillUnknown(error)
  })
  if (!('made' in second)) throw second.status === 500 ? second : ambiguous(second)
  if (hasEnded) return second
  const of = { id: second.made.value.id, hash: input.hash, since: creation.since }
  const look = () => recentDuplicates(api, of, scope)
  return { ...second, duplicates: await step(of.id, ['created'], 'duplicates looked for', look) }
}

/** The result of an attempt: the entry, or the failure that leaves the outcome unknown. */
type AttemptResult = CreateResult | WallabagError

/** Waits for the outcome of the attempt of an earlier process. */
function earlierAttempt(creation: Creation, begun: number): Promise<AttemptResult> {
  const lost = new WallabagError('ambiguous', 'An earlier run ended while the address was saved.', {
    outcome: 'unknown',
  })
  // If the clock was set back since then, the wait must not get longer.
  const left = Math.min(begun + creation.settleTime - Date.now(), creation.settleTime)
  return waitForEntry(creation, lost, left)
}

/** Sends one attempt and waits for its outcome. */
async function attempt(creation: Creation): Promise<AttemptResult> {
  const { api, input, scope, settleTime, hints } = creation
  const { url, labels, fields } = input
  const { content, ...others } = fields
  // Content without a title would be replaced by that of the page (quirk 5), or make the server
  // drop the title of the page (quirk 1).
  const first = { url, ...(fields['title'] === undefined ? others : fields) }
  const body = labels.length > 0 ? { ...first, tags: listToWire(labels) } : first
  await hints.begin()
  try {
    const { value, response } = await createEntry(api, body, scope)
    return { made: { value: value.entry, response }, created: value.fresh }
  } catch (error) {
    if (!isUnclear(error) || error.code === 'aborted') throw error
    return waitForEntry(creation, error, settleTime)
  }
}

/**
 * Looks for the entry of a create whose answer was lost. The server may still be fetching the page,
 * and the entry appears only after that. It looks with growing pauses until the entry is there or
 * the time is over.
 *
 * @param lost - The failure that lost the answer.
 * @param time - The longest wait in milliseconds, within the time of the scope.
 * @returns The entry, or `lost` if it does not appear.
 */
async function waitForEntry(
  creation: Creation,
  lost: WallabagError,
  time: number,
): Promise<AttemptResult> {
  const { api, input, scope } = creation
  const until = Math.min(monotonic() + time, scope.deadline)
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    const found = await entryIdOf(api, input.url, scope).catch((error: unknown) => {
      // A failed request says nothing about the entry, so the next one follows. Only an abort ends
      // the loop.
      if (!isWallabagError(error)) throw error
      if (error.code === 'aborted') throw aborted(error.cause)
    })
    const id = found?.value
    if (typeof id === 'number') {
      const made = await step(id, ['created'], 'entry read', () => getEntry(api, id, scope))
      return { made, created: true }
    }
    // PHP has stopped when it answers 500. A gateway's 502 or 504 says nothing about PHP.
    if (id === null && lost.status === 500) return lost
    if (monotonic() + wait >= until) return lost
    await pause(wait, scope.signal, aborted)
  }
}

/** Even if the second attempt certainly did nothing, the outcome of the first is still unknown. */
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

/**
 * `applied` is included: the server accepted the create, but its answer could not be read, so the
 * entry must be looked for.
 */
function isUnclear(error: unknown): error is WallabagError {
  return isWallabagError(error) && (error.outcome === 'unknown' || error.outcome === 'applied')
}

/** The start of the text that the server stores for a page that it could not read (quirk 7). */
const cannotRetrieve = /^\s*(?:<p>\s*)?wallabag can(?:'|’|&#0?39;)t retrieve contents/i

/** Whether the server fetched the page but lost its content. A reload fixes that (quirk 1). */
function lostContent(entry: Entry, supplied: EntryFields): boolean {
  if (supplied.content !== undefined && supplied.title !== undefined) return false
  const fetched = entry.httpStatus !== null && entry.httpStatus >= 200 && entry.httpStatus < 300
  return fetched && (entry.content === null || cannotRetrieve.test(entry.content))
}

/**
 * The given fields that differ in the entry, ready to be sent.
 *
 * @param setsContent - Whether to include the content. It cannot be compared, because the server
 *   cleans it (quirk 41).
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
    // Setting the content also sets the picture to the first one in it.
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
 * Fetches content that the server has lost, and sets the fields that then differ from what was
 * given. It sets no others, because setting a field to the same value can change a date (quirk 57).
 *
 * @param setsContent - Whether the given content still has to be set.
 * @param done - The steps that were done. Steps done here are added.
 */
export async function completeEntry(
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

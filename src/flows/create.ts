import {
  AbortError,
  changedNothing,
  detailsOf,
  isWallabagError,
  WallabagError,
} from '../errors/index.js'
import type { Scope } from '../http/scope.js'
import type { Entry } from '../models/entry.js'
import type { Answered, Api } from '../operations/api.js'
import {
  addEntryTags,
  createEntry,
  getEntry,
  reloadEntry,
  updateEntry,
} from '../operations/entries.js'
import { lostContent, missingFields } from './came-back-different.js'
import { youngDuplicates } from './duplicates.js'
import type { Saved, SaveInput } from './save-input.js'
import { ambiguous, settle } from './settle.js'
import { step } from './step.js'

/** What creating an entry needs beside its input. */
export interface Creation {
  readonly api: Api
  readonly input: SaveInput
  readonly scope: Scope
  /** How long to wait for an entry whose answer was lost, in milliseconds. */
  readonly settleTime: number
  /** When it began, on the server's clock. */
  readonly since: Date
  /** Looks for the entry. */
  readonly find: () => Promise<number | null>
  /** When an earlier process sent a create of it, in milliseconds since 1970; `null` when none did. */
  readonly begun: number | null
  /** Is called before a create is sent. */
  readonly begin: () => Promise<void>
}

/** Creates an entry that was not there, and sets what came back different from what was given. */
export async function createAndMend(creation: Creation): Promise<Answered<Saved>> {
  const { api, input, scope } = creation
  const { value: posted, response } = await post(creation)
  const done = [posted.created ? 'created' : 'found']
  const mended = await mend(api, input, { value: posted.entry, response }, done, scope)
  return { value: { ...posted, entry: mended.value }, response: mended.response }
}

/**
 * Fetches content that the server has lost, and sets what is then different from what was given.
 *
 * @param done - The steps that were made; those made here are added.
 */
export async function mend(
  api: Api,
  input: SaveInput,
  answered: Answered<Entry>,
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
  const fields = missingFields(entry, options)
  if (Object.keys(fields).length > 0) {
    await take('fields set', () => updateEntry(api, id, fields, scope))
  }
  const present = new Set(entry.tags.map(({ label }) => label))
  if (!labels.every((label) => present.has(label))) {
    await take('tags added', () => addEntryTags(api, id, labels, scope))
  }
  return { value: entry, response }
}

/**
 * Sends the create. A try whose end is unknown counts as still running until its entry shows; it is
 * made again only when it has certainly failed, or when the caller would rather have a duplicate.
 */
async function post(creation: Creation): Promise<Answered<Saved>> {
  const { api, input, scope, begun } = creation
  const first = await (begun === null ? attempt(creation) : earlier(creation, begun))
  if (!isWallabagError(first)) return first
  // Whoever resumes a job has said that the process is gone which waited for the answer.
  const again = first.status === 500 || begun !== null || input.options.ifAmbiguous === 'retry'
  if (!again) throw ambiguous(first)
  const second = await attempt(creation).catch((error: unknown) => {
    throw first.status === 500 ? error : stillUnknown(error)
  })
  if (isWallabagError(second)) throw second.status === 500 ? second : ambiguous(second)
  if (first.status === 500) return second
  const of = { id: second.value.entry.id, hash: input.hash, since: creation.since }
  const look = () => youngDuplicates(api, of, scope)
  const duplicates = await step(of.id, ['created'], 'duplicates looked for', look)
  return { ...second, value: { ...second.value, duplicates } }
}

/** What a try came to: the entry, or the failure whose end nobody knows. */
type Tried = Answered<Saved> | WallabagError

/** The try of an earlier process, waited for to its end. */
async function earlier(creation: Creation, begun: number): Promise<Tried> {
  const lost = new WallabagError('ambiguous', 'An earlier run ended while the address was saved.', {
    outcome: 'unknown',
  })
  // A clock that was set back since must not lengthen it.
  const left = Math.min(begun + creation.settleTime - Date.now(), creation.settleTime)
  return (await settled(creation, lost, left)) ?? lost
}

/** One try, waited for to its end. */
async function attempt(creation: Creation): Promise<Tried> {
  const { api, input, scope, settleTime, begin } = creation
  const { url, labels, fields } = input
  const { content, ...others } = fields
  // Content without a title would be given up for the page's (Q5), or cost the page's title (Q1).
  const first = { url, ...(fields['title'] === undefined ? others : fields) }
  const body = labels.length > 0 ? { ...first, tags: labels.join(',') } : first
  await begin()
  try {
    const { value, response } = await createEntry(api, body, scope)
    return { value: { entry: value.entry, created: value.fresh, duplicates: [] }, response }
  } catch (error) {
    if (!isUnclear(error) || error.code === 'aborted') throw error
    return (await settled(creation, error, settleTime)) ?? error
  }
}

/** The entry that a lost try has made, once it appears; `null` when it does not. */
async function settled(
  creation: Creation,
  lost: WallabagError,
  time: number,
): Promise<Answered<Saved> | null> {
  const { api, scope, find } = creation
  const id = await settle(lost, find, time, scope)
  if (id === null) return null
  const read = () => getEntry(api, id, scope)
  const { value: entry, response } = await step(id, ['created'], 'entry read', read)
  return { value: { entry, created: true, duplicates: [] }, response }
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

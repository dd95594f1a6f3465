import type { EntryFilter, EntrySummary, Wallabag } from 'wallabag-sdk'
import * as z from 'zod'
import { Refusal } from './results.js'
import { address, line } from './text.js'

const when = z
  .string()
  .regex(/^(\d{4}-\d{2}-\d{2}|\d{1,4}[dwmy])$/)
  .describe('A day (2025-01-31), or how long ago: 30d, 2w, 6m, 1y')

/** The filter that tools accept. */
export const filterShape = {
  words: z.string().min(1).optional().describe('One phrase in title, text or address'),
  archived: z.boolean().optional().describe('false: unread'),
  starred: z.boolean().optional(),
  tags: z.array(z.string()).optional().describe('All of these tags'),
  untagged: z.boolean().optional(),
  domain: z.string().optional().describe('example.org'),
  language: z.string().optional().describe('en, pt_BR'),
  savedBefore: when.optional(),
  savedAfter: when.optional(),
  changedAfter: when.optional(),
  withNotes: z.boolean().optional(),
}

/** The arguments of a filter. */
export type Filter = z.infer<z.ZodObject<typeof filterShape>>

/**
 * Returns the part of a filter that the server supports.
 *
 * @param now - The time from which ages are counted back.
 */
export function serverFilter(
  { archived, starred, tags, domain, changedAfter, withNotes }: Filter,
  now = new Date(),
): EntryFilter {
  return {
    archived,
    starred,
    tags,
    domain,
    annotated: withNotes,
    changedAfter: changedAfter === undefined ? undefined : dateOf(changedAfter, now),
  }
}

type Test = (entry: EntrySummary) => boolean

/**
 * Returns a test for the part of a filter that is checked here, or `undefined` if there is none.
 *
 * @param now - The time from which ages are counted back.
 */
export async function localFilter(filter: Filter, now = new Date()): Promise<Test | undefined> {
  // Loaded when needed, as in account.ts.
  const { where } = await import('wallabag-sdk')
  const { untagged, language, savedBefore, savedAfter, words } = filter
  const not =
    (test: Test): Test =>
    (entry) =>
      !test(entry)
  const tests: Test[] = []
  if (untagged !== undefined) tests.push(untagged ? where.untagged() : not(where.untagged()))
  if (language !== undefined) tests.push(where.language(language))
  if (savedBefore !== undefined) tests.push(where.createdBefore(dateOf(savedBefore, now)))
  if (savedAfter !== undefined) tests.push(not(where.createdBefore(dateOf(savedAfter, now))))
  // A search cannot be filtered by the server, so its results are filtered here.
  if (words !== undefined) tests.push(...searched(filter, now))
  return tests.length === 0 ? undefined : (entry) => tests.every((test) => test(entry))
}

function searched(filter: Filter, now: Date): Test[] {
  const { archived, starred, tags, domain, changedAfter, withNotes } = filter
  const tests: Test[] = []
  const changed = changedAfter === undefined ? null : dateOf(changedAfter, now)
  if (archived !== undefined) tests.push((entry) => entry.archived === archived)
  if (starred !== undefined) tests.push((entry) => entry.starred === starred)
  if (domain !== undefined) tests.push((entry) => entry.domain === domain)
  if (changed) tests.push((entry) => entry.updatedAt > changed)
  if (withNotes !== undefined) {
    tests.push((entry) => entry.annotations.length > 0 === withNotes)
  }
  for (const label of tags ?? []) tests.push((entry) => hasTag(entry, label))
  return tests
}

/** Whether a tag has this label. The server stores labels in lower case. */
export function hasTag({ tags }: EntrySummary, label: string): boolean {
  return tags.some((tag) => tag.label === label.trim().toLowerCase())
}

/** Whether a filter matches all entries. */
export function isEverything(filter: Filter): boolean {
  return Object.values(filter).every((value) => value === undefined)
}

/** Yields the entries that match a filter, each once. */
export async function* select(
  wallabag: Wallabag,
  filter: Filter,
  signal: AbortSignal,
): AsyncGenerator<EntrySummary, void, undefined> {
  const { words } = filter
  const where = await localFilter(filter)
  if (words === undefined) {
    yield* wallabag.entries.list({ ...serverFilter(filter), perPage: 200 }, { where, signal })
    return
  }
  for await (const entry of wallabag.search(words, { perPage: 100 }, { signal })) {
    if (!where || where(entry)) yield entry
  }
}

/**
 * Returns the beginning of a day, or the time so many days, weeks, months or years before now.
 *
 * @throws Refusal if the day does not exist.
 */
function dateOf(text: string, now: Date): Date {
  const [, amount, unit] = /^(\d+)([dwmy])$/.exec(text) ?? []
  if (amount !== undefined && unit !== undefined) {
    const date = new Date(now)
    const count = Number(amount)
    if (unit === 'd') date.setUTCDate(date.getUTCDate() - count)
    if (unit === 'w') date.setUTCDate(date.getUTCDate() - 7 * count)
    if (unit === 'm') date.setUTCMonth(date.getUTCMonth() - count)
    if (unit === 'y') date.setUTCFullYear(date.getUTCFullYear() - count)
    return date
  }
  const date = new Date(`${text}T00:00:00Z`)
  if (!Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text)) return date
  throw new Refusal(`There is no day “${text}”. Give one as 2025-01-31, or 30d, 2w, 6m, 1y ago.`)
}

/** The fields of an entry in a result. */
export const entryShape = z.object({
  id: z.number(),
  title: z.string(),
  url: z.string().nullable(),
  tags: z.array(z.string()),
  archived: z.boolean(),
  starred: z.boolean(),
  saved: z.string(),
  minutes: z.number(),
  notes: z.number(),
})

export type ToldEntry = z.infer<typeof entryShape>

/** Describes an entry without its text. */
export function tell(entry: EntrySummary): ToldEntry {
  return {
    id: entry.id,
    title: line(entry.title ?? ''),
    url: address(entry.url ?? entry.givenUrl),
    tags: entry.tags.map(({ label }) => line(label, 80)),
    archived: entry.archived,
    starred: entry.starred,
    saved: entry.createdAt.toISOString().slice(0, 10),
    minutes: entry.readingTime,
    notes: entry.annotations.length,
  }
}

/** Describes the first of some entries, one per line. */
export function sampleOf(entries: readonly EntrySummary[]): string[] {
  return entries.slice(0, 10).map((entry) => tellLine(tell(entry)))
}

/** A number of entries in words. */
export function countOf(count: number): string {
  return `${count} ${count === 1 ? 'entry' : 'entries'}`
}

/** Describes an entry in one line. */
export function tellLine({ id, title, tags, archived, starred, saved }: ToldEntry): string {
  const marks = [archived && 'archived', starred && 'starred'].filter(Boolean).join(', ')
  const labels = tags.length > 0 ? ` #${tags.join(' #')}` : ''
  return `${id}  ${line(title, 80)} (${saved})${labels}${marks && ` [${marks}]`}`
}

import { withoutCommas } from '../names.js'
import type { Row } from './row.js'

/** What to do with dates, because Wallabag's API cannot set the time of saving. */
export const dateRules = ['published', 'tag', 'none'] as const

export type DateRule = (typeof dateRules)[number]

/** A row that is not saved, with the reason. */
export interface LeftRow {
  readonly row: Row
  readonly reason: string
}

export interface ImportPlan {
  /** The rows to save, in this order. */
  readonly rows: readonly Row[]
  /** Rows that cannot be saved. */
  readonly unusable: readonly LeftRow[]
  /** Rows that are in the bin of the service that they come from. */
  readonly deleted: readonly LeftRow[]
  /** How many rows are left out because they are archived. */
  readonly skipped: number
  /** How many rows have the address of an earlier row and are merged into it. */
  readonly duplicates: number
  /** How many tags had a comma, which Wallabag treats as a separator. */
  readonly commas: number
}

/** The options for planning an import. */
export interface PlanOptions {
  readonly dates: DateRule
  /** Keeps the order of the file instead of sorting by date. */
  readonly keepOrder: boolean
  /** Tags for all rows. */
  readonly tags?: readonly string[] | undefined
  /** Archives all rows. */
  readonly archived?: boolean | undefined
  /** Leaves out rows that are archived in the service that they come from. */
  readonly skipArchived?: boolean | undefined
}

/**
 * Plans an import: leaves out what is not a web address, merges duplicates, makes tags valid for
 * Wallabag, and sorts the rows. The same file always gives the same plan, because a run must be
 * resumable.
 */
export function planImport(rows: readonly Row[], options: PlanOptions): ImportPlan {
  const usable = new Map<string, Row>()
  const unusable: LeftRow[] = []
  const deleted: LeftRow[] = []
  let duplicates = 0
  let commas = 0
  for (const row of rows) {
    const reason = whyUnusable(row)
    if (reason !== null) {
      unusable.push({ row, reason })
      continue
    }
    if (row.leftOut !== null) {
      deleted.push({ row, reason: row.leftOut })
      continue
    }
    commas += row.tags.filter((tag) => tag.includes(',')).length
    const identity = identityOf(row.url)
    const earlier = usable.get(identity)
    if (earlier) duplicates += 1
    usable.set(identity, earlier ? merge(earlier, row) : row)
  }
  const wanted = [...usable.values()].filter((row) => !(options.skipArchived && row.archived))
  const planned = wanted.map((row) => withLabels(withDates(row, options.dates), options))
  return {
    rows: options.keepOrder ? planned : oldestFirst(planned),
    unusable,
    deleted,
    skipped: usable.size - wanted.length,
    duplicates,
    commas,
  }
}

function whyUnusable({ url, broken }: Row): string | null {
  if (broken !== null) return broken
  if (url === '') return 'The row has no address.'
  if (/\s\w+:\/\//.test(url)) return 'It holds several addresses.'
  const protocol = protocolOf(url)
  if (protocol === null) return 'It is not a web address.'
  if (/^https?:\/\/[^/]/i.test(url)) return null
  if (['http:', 'https:'].includes(protocol)) return 'It is not a web address.'
  return `Wallabag saves http and https, and not ${protocol.slice(0, -1)}.`
}

/**
 * `URL.canParse` would be shorter, but gives wrong answers in a process that has run for a while
 * (Node 20 and 22).
 */
export function protocolOf(url: string): string | null {
  try {
    return new URL(url).protocol
  } catch {
    return null
  }
}

/**
 * Returns the same text for addresses that are one entry on the server, which compares their bytes
 * after PHP has decoded them. A test compares this with `hashUrl`, which would take longer than the
 * rest of the plan.
 */
export function identityOf(url: string): string {
  const isPlain = /^[\x20-\x7e]*$/.test(url) && !/[%+]/.test(url)
  if (isPlain) return url
  const bytes = Buffer.from(url).toString('latin1').replaceAll('+', ' ')
  return bytes.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Merges two rows. The first keeps its place; the later one adds what is missing. */
function merge(first: Row, later: Row): Row {
  return {
    ...first,
    title: first.title ?? later.title,
    tags: [...first.tags, ...later.tags],
    archived: mergeArchived(first.archived, later.archived),
    starred: first.starred || later.starred,
    savedAt: first.savedAt ?? later.savedAt,
    publishedAt: first.publishedAt ?? later.publishedAt,
    authors: first.authors.length > 0 ? first.authors : later.authors,
    language: first.language ?? later.language,
    content: first.content ?? later.content,
    highlights: [...first.highlights, ...later.highlights],
    notes: [...new Set([...first.notes, ...later.notes])],
  }
}

/** An article that is unread in one place counts as unread. */
function mergeArchived(first: boolean | null, later: boolean | null): boolean | null {
  if (first === null || later === null) return first ?? later
  return first && later
}

/** Rows without a date come first, because nothing says that they are new. */
function oldestFirst(rows: readonly Row[]): Row[] {
  const time = (row: Row) => row.savedAt?.getTime() ?? 0
  return [...rows].sort((a, b) => time(a) - time(b))
}

function withDates(row: Row, rule: DateRule): Row {
  if (row.savedAt === null) return row
  if (rule === 'published') return { ...row, publishedAt: row.publishedAt ?? row.savedAt }
  if (rule === 'tag') return { ...row, tags: [...row.tags, `saved ${monthOf(row.savedAt)}`] }
  return row
}

function monthOf(date: Date): string {
  return date.toISOString().slice(0, 7)
}

function withLabels(row: Row, { tags = [], archived }: PlanOptions): Row {
  const labels = withoutCommas([...row.tags, ...tags]).map((tag) => tag.toLowerCase())
  return { ...row, archived: archived || row.archived, tags: [...new Set(labels)] }
}

import { hashUrl } from 'wallabag-sdk'
import { withoutCommas } from '../names.js'
import type { Row } from './row.js'

/** What becomes of the dates, which no Wallabag can be told as the time of saving. */
export const dateRules = ['published', 'tag', 'none'] as const

/** One of these rules. */
export type DateRule = (typeof dateRules)[number]

/** What an import will do. */
export interface ImportPlan {
  /** What will be saved, in this order. */
  readonly rows: readonly Row[]
  /** Rows that cannot be saved, each with the reason. */
  readonly unusable: readonly { readonly row: Row; readonly reason: string }[]
  /** Rows whose address an earlier row has; they are merged into that one. */
  readonly duplicates: number
  /** How many tags had a comma, which Wallabag takes for the border between two tags. */
  readonly commas: number
}

/**
 * Plans an import: leaves out what is no web address, merges duplicates, makes tags that Wallabag can
 * hold, and brings the rest into order. The same file gives the same plan, or a run could not be resumed.
 *
 * @param rows - The rows of the export.
 * @param options - What becomes of dates, and whether the order of the file is kept.
 */
export function planImport(
  rows: readonly Row[],
  { dates, keepOrder }: { dates: DateRule; keepOrder: boolean },
): ImportPlan {
  const usable = new Map<string, Row>()
  const unusable: { row: Row; reason: string }[] = []
  let duplicates = 0
  let commas = 0
  for (const row of rows) {
    const reason = whyUnusable(row.url)
    if (reason !== null) {
      unusable.push({ row, reason })
      continue
    }
    commas += row.tags.filter((tag) => tag.includes(',')).length
    const hash = hashUrl(row.url)
    const earlier = usable.get(hash)
    if (earlier) duplicates += 1
    usable.set(hash, earlier ? merge(earlier, row) : row)
  }
  const planned = [...usable.values()].map((row) => withDates(row, dates))
  return {
    rows: (keepOrder ? planned : oldestFirst(planned)).map(withLabels),
    unusable,
    duplicates,
    commas,
  }
}

function whyUnusable(url: string): string | null {
  if (url === '') return 'The row has no address.'
  if (!URL.canParse(url)) return 'The address is none.'
  const { protocol } = new URL(url)
  return ['http:', 'https:'].includes(protocol)
    ? null
    : `Wallabag saves http and https, and not ${protocol.slice(0, -1)}.`
}

/** The first row stays where it is; what only a later one knows is added. */
function merge(first: Row, later: Row): Row {
  return {
    ...first,
    title: first.title ?? later.title,
    tags: [...first.tags, ...later.tags],
    archived: first.archived && later.archived,
    starred: first.starred || later.starred,
    savedAt: first.savedAt ?? later.savedAt,
    publishedAt: first.publishedAt ?? later.publishedAt,
    authors: first.authors.length > 0 ? first.authors : later.authors,
    contentFile: first.contentFile ?? later.contentFile,
  }
}

/** Rows without a date come first: nothing says that they are new. */
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

function withLabels(row: Row): Row {
  const labels = withoutCommas(row.tags).map((tag) => tag.toLowerCase())
  return { ...row, tags: [...new Set(labels)] }
}

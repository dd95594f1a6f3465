// Checks that a page matches the filter that was sent: a proxy or an old server may drop parts of a
// query.
import type { WallabagError } from '../errors/index.js'
import type { OtherAnswer } from '../http/error-maker.js'
import type { EntrySummary } from './entry.js'

/** The fields of an entry, or of its record, that show whether it matches a filter. */
export interface Shown
  extends Pick<EntrySummary, 'archived' | 'starred' | 'public' | 'tags' | 'domain' | 'httpStatus'> {
  readonly annotations: readonly unknown[]
  readonly updatedAt: Date | string
}

type Test = (entry: Shown, value: string) => boolean

const flag =
  (of: (entry: Shown) => boolean): Test =>
  (entry, value) =>
    value === (of(entry) ? '1' : '0')

/** Whether an entry matches a parameter. Parameters that no field shows are missing here. */
const tests: Readonly<Record<string, Test>> = {
  archive: flag(({ archived }) => archived),
  starred: flag(({ starred }) => starred),
  public: flag((entry) => entry.public),
  annotations: flag(({ annotations }) => annotations.length > 0),
  since: ({ updatedAt }, value) => new Date(updatedAt).getTime() > Number(value) * 1000,
  tags: ({ tags }, value) =>
    value.split(',').every((label) => tags.some((tag) => tag.label === label)),
  domain_name: ({ domain }, value) => domain === value,
  http_status: ({ httpStatus }, value) => String(httpStatus) === value,
}

/**
 * Whether an entry matches a filter, as far as its fields show it. The server may treat labels as
 * equal that differ in an accent, and an entry can change while a page is built.
 */
export function isAskedFor(filter: URLSearchParams, entry: Shown): boolean {
  return [...filter].every(([name, value]) => tests[name]?.(entry, value) ?? true)
}

/** Filters that the links of no version repeat. The items themselves must show them. */
const shownByItems: readonly string[] = ['domain_name', 'http_status']
/** Parameters that do not restrict the list. */
const shapesOnly: readonly string[] = ['sort', 'order', 'detail']

/** A page as the server sent it. */
interface AnsweredPage {
  readonly items: readonly Shown[]
  readonly ids: readonly number[]
  readonly length: number
  readonly number: number
  readonly perPage: number
  /** The link that repeats the query as the server understood it. */
  readonly link: string | undefined
}

/**
 * Checks that a page matches the query. An old server ignores a filter that it does not know, and a
 * proxy may drop parts of the query. Either way other entries would come, and a job would change
 * them. `_links.self` repeats the query as the server understood it.
 *
 * If that link is missing, each item must match the query. Filters that no item shows are then
 * accepted if the version of the server supports them, unless the query must be proven.
 *
 * A page may hold fewer entries than requested, because some servers have a limit.
 *
 * @throws The error that `refuse` creates.
 */
export function checkAnswer(
  query: URLSearchParams,
  asked: { readonly page: number; readonly perPage: number; readonly proven?: boolean },
  page: AnsweredPage,
  refuse: (what: string, code: OtherAnswer) => WallabagError,
): void {
  const { items, ids, link, number, perPage } = page
  const understood = new URLSearchParams(link?.slice(link.indexOf('?') + 1))
  for (const [name, value] of query) {
    if (name === 'page' || name === 'perPage') continue
    if (link === undefined || shownByItems.includes(name)) {
      const isShown = tests[name] ?? (() => !asked.proven || shapesOnly.includes(name))
      const isRight = items.every((entry) => isShown(entry, value))
      if (!isRight || (name === 'order' && !isInOrder(query, ids))) {
        throw refuse(notRestricted(name), 'unsupported')
      }
      continue
    }
    const echo = understood.get(name)
    // Servers before 2.4.0 ignore this parameter and send whole entries, which is harmless.
    if (echo === null && name === 'detail') continue
    if (echo === null) throw refuse(notRestricted(name), 'unsupported')
    if (echo !== value) {
      throw refuse(`the server understood another \`${name}\` than was sent`, 'not_wallabag')
    }
  }
  if (number !== asked.page) {
    const what = `the server sent page ${number} where page ${asked.page} was asked for`
    throw refuse(what, 'not_wallabag')
  }
  if (perPage < 1 || perPage > asked.perPage || page.length > perPage) {
    const what = `the server sent a page of ${perPage} entries where ${asked.perPage} were asked for`
    throw refuse(what, 'not_wallabag')
  }
}

/** Whether the items are in the order that a walk by id needs. */
function isInOrder(query: URLSearchParams, ids: readonly number[]): boolean {
  if (query.get('sort') !== 'created') return true
  const up = query.get('order') === 'desc' ? [...ids].reverse() : ids
  return up.every((id, at) => at === 0 || id > (up[at - 1] ?? 0))
}

function notRestricted(name: string): string {
  return `the answer does not show that the server understood \`${name}\``
}

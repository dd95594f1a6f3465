// Whether a page answers the filter that was sent: a proxy or an old server may drop parts of a query.
import type { WallabagError } from '../errors/index.js'
import type { OtherAnswer } from '../http/error-maker.js'
import type { EntrySummary } from './entry.js'

/** What of an entry, or of its record, shows whether a filter asks for it. */
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

/** Whether an entry is what a parameter asks for; those that no entry shows are not here. */
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
 * Whether an entry is what a filter asks for, as far as an entry can show it. The server can take
 * labels for one that differ in an accent, and an entry can change while a page is put together.
 */
export function isAskedFor(filter: URLSearchParams, entry: Shown): boolean {
  return [...filter].every(([name, value]) => tests[name]?.(entry, value) ?? true)
}

/** Filters that no version repeats in its links: the items themselves must show them. */
const shownByItems: readonly string[] = ['domain_name', 'http_status']
/** Parameters that restrict nothing. */
const shapesOnly: readonly string[] = ['sort', 'order', 'detail']

/** A page as it came. */
interface AnsweredPage {
  readonly items: readonly Shown[]
  readonly ids: readonly number[]
  readonly length: number
  readonly number: number
  readonly perPage: number
  /** The link that repeats what the server understood. */
  readonly link: string | undefined
}

/**
 * Makes sure that a page is the answer to what was asked. An old server ignores a filter that it does
 * not know, and something before a server can drop a part of the query or all of it: either way other
 * entries would come, and a job would act on them. `_links.self` repeats what the server understood.
 *
 * Where that link is missing each item must show what was asked for. What no item shows is then left
 * to the version of the server, unless all must be proven.
 *
 * A page may hold fewer entries than were asked for, on a server that has a limit.
 *
 * @throws What `refuse` makes, of what is wrong and a code.
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
    // Servers before 2.4.0 do not know it and send whole entries, which are the right ones.
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

/** Whether items follow each other as a walk by id needs them. */
function isInOrder(query: URLSearchParams, ids: readonly number[]): boolean {
  if (query.get('sort') !== 'created') return true
  const up = query.get('order') === 'desc' ? [...ids].reverse() : ids
  return up.every((id, at) => at === 0 || id > (up[at - 1] ?? 0))
}

function notRestricted(name: string): string {
  return `the answer does not show that the server understood \`${name}\``
}

// Whether a page answers the filter that was sent: a proxy or an old server may drop parts of a query.
import type { WireAnswer } from '../contract/answer-schemas.js'
import { isRecord } from '../contract/check.js'
import type { WallabagError } from '../errors/index.js'
import type { OtherAnswer } from '../http/error-maker.js'
import type { EntrySummary } from './entry.js'

/** Filters that no version repeats in its links: the items themselves must show them. */
const shownByItems: readonly string[] = ['domain_name', 'http_status']
/** Parameters that restrict nothing. */
const shapesOnly: readonly string[] = ['sort', 'order', 'detail']

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
  page: WireAnswer<'entryPage'>,
  refuse: (what: string, code: OtherAnswer) => WallabagError,
): void {
  const href = page._links?.self?.href
  const understood = new URLSearchParams(href?.slice(href.indexOf('?') + 1))
  const items = page._embedded.items
  for (const [name, value] of query) {
    if (name === 'page' || name === 'perPage') continue
    if (href === undefined || shownByItems.includes(name)) {
      const records = items.filter(isRecord)
      const isShown = showing(name, value) ?? (() => !asked.proven || shapesOnly.includes(name))
      if (!records.every(isShown) || (name === 'order' && !isInOrder(query, records))) {
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
  if (page.page !== asked.page) {
    const what = `the server sent page ${page.page} where page ${asked.page} was asked for`
    throw refuse(what, 'not_wallabag')
  }
  const { limit } = page
  if (limit < 1 || limit > asked.perPage || items.length > limit) {
    const what = `the server sent a page of ${limit} entries where ${asked.perPage} were asked for`
    throw refuse(what, 'not_wallabag')
  }
}

/** What tells whether an item, as it came, is what a filter asks for; `undefined` for what none shows. */
function showing(name: string, value: string): ((item: Item) => boolean) | undefined {
  const is = (key: string) => (item: Item) => String(Number(item[key])) === value
  const listIn = (item: Item, key: string): unknown[] => {
    const list = item[key]
    return Array.isArray(list) ? list : []
  }
  const all: Record<string, (item: Item) => boolean> = {
    archive: is('is_archived'),
    starred: is('is_starred'),
    public: is('is_public'),
    annotations: (item) => String(Number(listIn(item, 'annotations').length > 0)) === value,
    since: (item) => Date.parse(String(item['updated_at'])) > Number(value) * 1000,
    tags: (item) => {
      const labels = listIn(item, 'tags').map((tag) => isRecord(tag) && tag['label'])
      return value.split(',').every((label) => labels.includes(label))
    },
    domain_name: (item) => String(item['domain_name']) === value,
    http_status: (item) => String(item['http_status']) === value,
  }
  return all[name]
}

type Item = Readonly<Record<string, unknown>>

/** Whether items follow each other as a walk by id needs them. */
function isInOrder(query: URLSearchParams, items: readonly Item[]): boolean {
  if (query.get('sort') !== 'created') return true
  const ids = items.map(({ id }) => Number(id))
  if (query.get('order') === 'desc') ids.reverse()
  return ids.every((id, at) => at === 0 || id > (ids[at - 1] ?? 0))
}

function notRestricted(name: string): string {
  return `the answer does not show that the server understood \`${name}\``
}

/** What of an entry, or of its record, shows whether a filter asks for it. */
interface Shown extends Pick<EntrySummary, 'archived' | 'starred' | 'public' | 'tags'> {
  readonly annotations: readonly unknown[]
  readonly updatedAt: Date | string
}

/**
 * Whether an entry is what a filter asks for, as far as an entry can show it. The server can take
 * labels for one that differ in an accent, and an entry can change while a page is put together.
 */
export function isAskedFor(filter: URLSearchParams, entry: Shown): boolean {
  const is = (name: string, value: boolean) => filter.get(name) !== (value ? '0' : '1')
  const since = filter.get('since')
  const labels = filter.get('tags')?.split(',') ?? []
  return (
    is('archive', entry.archived) &&
    is('starred', entry.starred) &&
    is('public', entry.public) &&
    is('annotations', entry.annotations.length > 0) &&
    (since === null || new Date(entry.updatedAt).getTime() > Number(since) * 1000) &&
    labels.every((label) => entry.tags.some((tag) => tag.label === label))
  )
}

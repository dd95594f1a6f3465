import { HttpError } from '../http/http-error.js'
import { type Answer, type ApiRequest, json } from '../http/message.js'
import { formatDate, newDateTime, Unreadable } from '../php/date-time.js'
import {
  asciiLower,
  isNumeric,
  PhpTypeError,
  type PhpValue,
  phpInt,
  toBool,
  toInt,
  toInt64,
  toStringArgument,
  toText,
} from '../php/values.js'
import type { Library } from '../state/library.js'
import type { Entry } from '../state/rows.js'
import type { State } from '../state/state.js'
import type { Server } from './context.js'
import { pageJson } from './paging.js'
import { entryJson } from './serialize.js'
import { isHttpStatus } from './statuses.js'

interface Filter {
  archive: boolean | null
  starred: boolean | null
  public: boolean | null
  notParsed: boolean | null
  annotations: boolean | null
  sort: string
  order: string
  tags: string
  since: PhpValue
  detail: string
  domain: string
  httpStatus: number | null
}

/** `GET /api/entries` (quirk 54). */
export function listEntries(server: Server, request: ApiRequest): Answer {
  const { state, basePath } = server
  const filter = readFilter(state, request)
  const page = toInt64(request.query.get('page') ?? 1)
  const perPage = toInt64(request.query.get('perPage') ?? 30)
  const found = select(state, request.user.id, filter)
  const full = filter.detail === 'full'
  return json(
    pageJson({
      ...found,
      slice: (offset, count) =>
        found.slice(offset, count).map((entry) => entryJson(state, entry, {}, full)),
      page,
      perPage,
      url: `${request.origin}${basePath}/api/entries`,
      params: linkParams(state, filter),
    }),
  )
}

function readFilter(state: State, request: ApiRequest): Filter {
  const { query } = request
  const flag = (name: string) => {
    const value = query.get(name)
    return value === undefined || value === null ? null : toBool(value)
  }
  const word = (name: string, fallback: string) =>
    asciiLower(toStringArgument(query.get(name) ?? fallback))
  const tags = query.get('tags')
  const filter: Filter = {
    archive: flag('archive'),
    starred: flag('starred'),
    public: flag('public'),
    notParsed: state.isDev ? flag('notParsed') : null,
    annotations: flag('annotations'),
    sort: word('sort', 'created'),
    order: word('order', 'desc'),
    tags: typeof tags === 'object' ? '' : toText(tags),
    since: readSince(state, query.get('since')),
    detail: word('detail', 'full'),
    domain: toText(query.get('domain_name')),
    httpStatus: state.isDev ? readStatus(query.get('http_status')) : null,
  }
  if (!['full', 'metadata'].includes(filter.detail)) {
    throw new HttpError(
      400,
      `Detail "${filter.detail}" parameter is wrong, allowed: full or metadata`,
    )
  }
  if (!['asc', 'desc'].includes(filter.order)) {
    throw new HttpError(400, `Order "${filter.order}" parameter is wrong, allowed: asc or desc`)
  }
  return filter
}

/** 2.6.14 passes the text to `date()`, which throws for a text that is not a number (quirk 39). */
function readSince(state: State, value: PhpValue | undefined): PhpValue {
  if (value === undefined || value === null) return 0
  if (state.isDev) return phpInt(toInt64(value))
  const text = typeof value === 'object' ? 'Array' : toText(value)
  // Before that, PHP 8 compares a text that is not a number with "0" as texts.
  if (text > '0' && !isIntArgument(text)) throw new PhpTypeError('since')
  return value
}

/** Whether a parameter declared as `int` accepts this text: a number of 64 bits. */
function isIntArgument(text: string): boolean {
  if (!isNumeric(text)) return false
  const isWhole = /^[+-]?\d+$/.test(text.trim())
  return isWhole ? toInt64(text) === BigInt(text) : Math.abs(Number(text)) < 2 ** 63
}

/**
 * The server writes the time as a date and parses that again, which loses years of five digits
 * (quirk 15).
 */
function sinceOf(value: PhpValue): number {
  const since = toInt(value)
  if (since <= 0) return 0
  const written = formatDate({ seconds: since, offset: 0 }).slice(0, -5).replace('T', ' ')
  try {
    return newDateTime(written, since).seconds
  } catch (error) {
    throw error instanceof Unreadable ? new HttpError(400, error.message) : error
  }
}

/** An unknown HTTP status is not used as a filter. */
function readStatus(value: PhpValue | undefined): number | null {
  const status = toInt(value)
  return isHttpStatus(status) ? status : null
}

/** `_links` contain neither `domain_name` nor `http_status` (quirk 23). */
function linkParams(state: State, filter: Filter): [string, PhpValue][] {
  return [
    ['archive', filter.archive],
    ['starred', filter.starred],
    ['public', filter.public],
    ['notParsed', state.isDev ? filter.notParsed : null],
    ['sort', filter.sort],
    ['order', filter.order],
    ['tags', filter.tags],
    ['since', filter.since],
    ['detail', filter.detail],
    ['annotations', filter.annotations],
  ]
}

interface Selection {
  total: number
  slice: (offset: number, count: number) => Entry[]
}

function select(state: State, user: number, filter: Filter): Selection {
  const { library } = state
  const isPlain = testsOf(state, filter).length === 0 && filter.tags === ''
  if (isPlain && isById(filter)) {
    return {
      total: library.countOf(user),
      slice: (offset, count) => library.slice(user, offset, count, isReversedById(filter)),
    }
  }
  const found = cached(
    library,
    `${user} ${JSON.stringify({ ...filter, since: toText(filter.since) })}`,
    () => findAll(state, user, filter),
  )
  return { total: found.length, slice: (offset, count) => found.slice(offset, offset + count) }
}

/** The last result, so that reading the pages of a large list does not search it again for each. */
const lastFound = new WeakMap<Library, { key: string; revision: number; found: Entry[] }>()

function cached(library: Library, key: string, find: () => Entry[]): Entry[] {
  const last = lastFound.get(library)
  if (last?.key === key && last.revision === library.revision) return last.found
  const found = find()
  lastFound.set(library, { key, revision: library.revision, found })
  return found
}

function findAll(state: State, user: number, filter: Filter): Entry[] {
  const { library } = state
  const tests = testsOf(state, filter)
  const candidates =
    filter.tags === '' ? library.ofUser(user) : library.withLabels(user, filter.tags.split(','))
  const found: Entry[] = []
  for (const entry of candidates) if (tests.every((test) => test(entry))) found.push(entry)
  if (isReversedById(filter)) found.reverse()
  if (!isById(filter)) found.sort(comparison(state, filter))
  return found
}

function isById({ sort }: Filter): boolean {
  return sort !== 'updated' && sort !== 'archived'
}

/** An unknown sort has no effect, and without an order the rows come by id (quirk 25). */
function isReversedById({ sort, order }: Filter): boolean {
  return sort === 'created' && order === 'desc'
}

/** Equal dates are in the order of ids. Null sorts before all dates, as in SQLite. */
function comparison({ zone }: State, { sort, order }: Filter): (a: Entry, b: Entry) => number {
  const wall = (seconds: number | null) => (seconds === null ? -1 : zone.wall(seconds))
  const key = (entry: Entry) => wall(sort === 'updated' ? entry.updatedAt : entry.archivedAt)
  return (a, b) => (order === 'desc' ? key(b) - key(a) : key(a) - key(b))
}

type Test = (entry: Entry) => boolean

function testsOf({ library, zone }: State, filter: Filter): Test[] {
  const tests: Test[] = []
  const flag = (wanted: boolean | null, actual: (entry: Entry) => boolean) => {
    if (wanted !== null) tests.push((entry) => actual(entry) === wanted)
  }
  flag(filter.archive, (entry) => entry.archived)
  flag(filter.starred, (entry) => entry.starred)
  flag(filter.public, (entry) => entry.uid !== null)
  flag(filter.notParsed, (entry) => entry.notParsed)
  flag(filter.annotations, (entry) => library.annotationsOf(entry.id).length > 0)
  const since = sinceOf(filter.since)
  // Strictly later, in whole seconds (quirk 15).
  if (since > 0) tests.push((entry) => zone.wall(entry.updatedAt) > zone.wall(since))
  if (filter.domain !== '') tests.push((entry) => entry.domainName === filter.domain)
  const { httpStatus } = filter
  if (httpStatus !== null) tests.push((entry) => entry.httpStatus === String(httpStatus))
  return tests
}

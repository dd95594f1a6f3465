import type { Requirement } from '../api/version-gate.js'
import {
  aCount,
  aFlag,
  checkOption,
  checkUnicode,
  describe,
  expected,
  type InputError,
  isObject,
  noSuch,
  type OptionRule,
  oneOf,
} from '../errors/index.js'
import { dateToWire, isMoment } from '../values/ids-and-dates.js'
import { normalizeLabels } from '../values/tag.js'

/** Selects entries. A field that is left out does not restrict anything. */
export interface EntryFilter {
  /** Only archived entries (`true`), or only unread ones (`false`). */
  archived?: boolean | undefined
  /** Only starred entries (`true`), or only the others (`false`). */
  starred?: boolean | undefined
  /** Only entries with a public link (`true`), or only the others (`false`). */
  public?: boolean | undefined
  /** Only entries that have all these tags. */
  tags?: readonly string[] | undefined
  /** Only entries whose `updatedAt` is later than this. */
  changedAfter?: Date | undefined
  /** Only entries from this host, written exactly as in `entry.domain`; needs Wallabag 2.5.2. */
  domain?: string | undefined
  /**
   * Only entries with annotations (`true`), or only the others (`false`); needs Wallabag 2.6.14.
   */
  annotated?: boolean | undefined
  /**
   * Only entries whose page could be read (`true`), or only the others (`false`); needs Wallabag
   * 2.7.0.
   */
  parsed?: boolean | undefined
  /** Only entries whose page answered with this HTTP status; needs Wallabag 2.7.0. */
  httpStatus?: number | undefined
}

/** A filter with the order and the size of the pages. */
export interface ListOptions extends EntryFilter {
  /**
   * The order: by id (`created`, the default; this is what the server does), by last change, or by
   * the time of archiving.
   */
  sort?: 'created' | 'updated' | 'archived' | undefined
  /** Newest first (`desc`, the default) or oldest first. */
  order?: 'asc' | 'desc' | undefined
  /** How many entries a page holds (default: 30). */
  perPage?: number | undefined
  /** `metadata` (the default) leaves the content out; `full` has it. */
  detail?: 'full' | 'metadata' | undefined
}

type Writer = (value: unknown, name: string) => string

/** Checks a value by a rule and converts it. */
function by(rule: OptionRule, write: (value: unknown) => string = String): Writer {
  return (value, name) => {
    checkOption(name, value, rule, 'invalid_filter')
    return write(value)
  }
}

/** A flag as a digit, because the server reads the word `false` as true (quirk 14). */
const flag = by(aFlag, (value) => (value ? '1' : '0'))

const registered =
  /^(?:10[0-3]|20[0-8]|226|30[0-578]|40\d|41[0-8]|42[1-689]|431|451|50[0-8]|51[01])$/

// If the number is not a registered status, the server ignores the filter and lists everything.
const aStatus: OptionRule = [
  'an HTTP status',
  (value) => typeof value === 'number' && registered.test(String(value)),
]

interface Parameter {
  readonly wire: string
  readonly write: Writer
  readonly since?: string
}

const parameters: { readonly [Name in keyof Required<ListOptions>]: Parameter } = {
  archived: { wire: 'archive', write: flag },
  starred: { wire: 'starred', write: flag },
  public: { wire: 'public', write: flag },
  tags: { wire: 'tags', write: labels },
  changedAfter: { wire: 'since', write: moment },
  domain: { wire: 'domain_name', write: text, since: '2.5.2' },
  annotated: { wire: 'annotations', write: flag, since: '2.6.14' },
  parsed: { wire: 'notParsed', write: by(aFlag, (value) => (value ? '0' : '1')), since: '2.7.0' },
  httpStatus: { wire: 'http_status', write: by(aStatus), since: '2.7.0' },
  sort: { wire: 'sort', write: by(oneOf('created', 'updated', 'archived')) },
  order: { wire: 'order', write: by(oneOf('asc', 'desc')) },
  perPage: { wire: 'perPage', write: by(aCount) },
  detail: { wire: 'detail', write: by(oneOf('full', 'metadata')) },
}

/** A filter as a query, and the server features that it needs. */
export interface WireFilter {
  readonly query: URLSearchParams
  readonly requirements: readonly Requirement[]
}

/**
 * Checks a filter and converts it to a query.
 *
 * @throws InputError for unknown names, and for values that the server would misread or ignore.
 */
export function filterToWire(filter: ListOptions): WireFilter {
  if (!isObject(filter) || Array.isArray(filter)) {
    throw refuse('filter', 'an object', filter)
  }
  const query = new URLSearchParams()
  const requirements: Requirement[] = []
  for (const [name, value] of Object.entries(filter)) {
    const parameter = isParameter(name) ? parameters[name] : null
    if (!parameter) throw noSuch('invalid_filter', 'filter', name, Object.keys(parameters))
    if (value === undefined) continue
    query.set(parameter.wire, parameter.write(value, name))
    if (parameter.since) requirements.push({ what: `the filter “${name}”`, since: parameter.since })
  }
  query.sort()
  return { query, requirements }
}

function isParameter(name: string): name is keyof ListOptions {
  return Object.hasOwn(parameters, name)
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return checkUnicode(value, name)
  throw refuse(name, 'some text', value)
}

function labels(value: unknown, name: string): string {
  const normal = normalizeLabels(value, name)
  if (normal.length > 0) return normal.join(',')
  throw refuse(name, 'at least one label', value)
}

function moment(value: unknown, name: string): string {
  // The server compares whole seconds with “later than” (quirk 15), so rounding down loses nothing.
  if (isMoment(value) && value.getTime() >= 0) return String(dateToWire(value))
  throw refuse(name, 'a Date from 1970 to the year 9999 (made from milliseconds)', value)
}

function refuse(name: string, what: string, value: unknown): InputError {
  return expected('invalid_filter', name, what, describe(value))
}

import { unexpectedInput } from '../errors/index.js'

/** Refuses what cannot be an id before it becomes part of a path. */
export function checkId(id: unknown, name = 'id'): number {
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id
  throw unexpectedInput(name, 'a whole number above 0', id)
}

const zero = '0'.charCodeAt(0)

/**
 * A moment as the server writes it, `2026-11-22T07:53:33+0000`, as a `Date`. The offset has no colon
 * in answers, which strict ISO parsers refuse, so the digits are read by their place.
 */
export function dateFromWire(text: string): Date {
  if (text.startsWith('00') || text.charAt(4) !== '-') return oddDateFromWire(text)
  const days = daysSince1970(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8))
  const offset = two(text, 20) * 60 + two(text, text.length - 2)
  const minutes = two(text, 11) * 60 + two(text, 14) - (text.charAt(19) === '-' ? -offset : offset)
  return new Date((days * 1440 + minutes) * 60_000 + two(text, 17) * 1000)
}

/**
 * The days from 1970 to a day of the years 100 to 9999, in whole numbers: `Date.UTC` reckons with
 * fractions, which takes a page a quarter of its mapping. The year begins in March, so that the leap
 * day is its last; 153 is the days of five months.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const began = month > 2 ? year : year - 1
  // `| 0` and not `Math.trunc`, which gives fractions to reckon with: in workerd a third of a date.
  const leapDays = (began >> 2) - ((began / 100) | 0) + ((began / 400) | 0)
  const inYear = (((153 * ((month + 9) % 12) + 2) / 5) | 0) + day
  return 365 * began + leapDays + inYear - 719_469
}

/** A year before 100 or after 9999, by the parser of ISO texts, which wants a sign and six digits. */
function oddDateFromWire(text: string): Date {
  const parts = /^(-?)(\d{1,6})(.*[+-]\d\d):?(\d\d)$/.exec(text) ?? []
  const [, sign, year = '', rest, minutes] = parts
  return new Date(`${sign || '+'}${year.padStart(6, '0')}${rest}:${minutes}`)
}

/** A number of two digits; without making texts of them, which would cost a page a third of its mapping. */
function two(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * zero
}

/** The same as ISO text in UTC. A server in UTC, as most are, has written it already but for the end. */
export function isoFromWire(text: string): string {
  return text.length === 24 && text.endsWith('+0000')
    ? `${text.slice(0, 19)}.000Z`
    : dateFromWire(text).toISOString()
}

/**
 * The first moment that the server cannot read back: its date parser takes four digits for a year
 * (quirk 75).
 */
const year10000 = Date.UTC(10_000, 0)

/** Whether a value is a moment that the server understands; milliseconds taken twice are none. */
export function isMoment(value: unknown): value is Date {
  return value instanceof Date && value.getTime() < year10000
}

/** Whole seconds since 1970: right at least on a server in UTC, which drops every offset (quirk 17). */
export function dateToWire(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

import { unexpectedInput } from '../errors/index.js'

/** Refuses an invalid id before it becomes part of a path. */
export function checkId(id: unknown, name = 'id'): number {
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id
  throw unexpectedInput(name, 'a whole number above 0', id)
}

const zero = '0'.charCodeAt(0)

/**
 * Parses a date of the server, such as `2026-11-22T07:53:33+0000`. The offset has no colon, which
 * strict ISO parsers refuse, so the digits are read by their position.
 */
export function dateFromWire(text: string): Date {
  if (text.startsWith('00') || text.charAt(4) !== '-') return oddDateFromWire(text)
  const days = daysSince1970(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8))
  const offset = two(text, 20) * 60 + two(text, text.length - 2)
  const minutes = two(text, 11) * 60 + two(text, 14) - (text.charAt(19) === '-' ? -offset : offset)
  return new Date((days * 1440 + minutes) * 60_000 + two(text, 17) * 1000)
}

/**
 * The days from 1970 to a date in the years 100 to 9999. It uses integers, because `Date.UTC` uses
 * floating point and would take a quarter of the time for mapping a page. The year starts in March,
 * so that the leap day is its last day; 153 is the number of days in five months.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const began = month > 2 ? year : year - 1
  // `| 0` instead of `Math.trunc`, whose floating-point result makes parsing a date a third slower
  // in workerd.
  const leapDays = (began >> 2) - ((began / 100) | 0) + ((began / 400) | 0)
  const inYear = (((153 * ((month + 9) % 12) + 2) / 5) | 0) + day
  return 365 * began + leapDays + inYear - 719_469
}

/** Parses a year before 100 or after 9999. The ISO parser requires a sign and six digits for it. */
function oddDateFromWire(text: string): Date {
  const parts = /^(-?)(\d{1,6})(.*[+-]\d\d):?(\d\d)$/.exec(text) ?? []
  const [, sign, year = '', rest, minutes] = parts
  return new Date(`${sign || '+'}${year.padStart(6, '0')}${rest}:${minutes}`)
}

/**
 * A number of two digits. It is read without substrings, which would take a third of the time for
 * mapping a page.
 */
function two(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * zero
}

/** The date as ISO text in UTC. Most servers use UTC, so only the end of their text differs. */
export function isoFromWire(text: string): string {
  return text.length === 24 && text.endsWith('+0000')
    ? `${text.slice(0, 19)}.000Z`
    : dateFromWire(text).toISOString()
}

/**
 * The first date that the server cannot read, because its date parser allows four digits for a year
 * (quirk 75).
 */
const year10000 = Date.UTC(10_000, 0)

/**
 * Whether a value is a date that the server understands. Milliseconds multiplied by 1000 by mistake
 * are too large.
 */
export function isMoment(value: unknown): value is Date {
  return value instanceof Date && value.getTime() < year10000
}

/**
 * Whole seconds since 1970. The result on the server is right if its time zone is UTC, because it
 * drops every offset (quirk 17).
 */
export function dateToWire(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

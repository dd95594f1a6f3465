// PHP's `new DateTime(text)`. Like timelib, it repeatedly takes the longest piece at the current
// position that one of these forms matches.

import {
  civilFrom,
  type DateField,
  daysFrom,
  nthWeekday,
  plusWeekdays,
  weekdayOf,
} from './calendar.js'
import { saturated } from './values.js'
import { type Zone, zoneIn } from './zone.js'

/** A time with its original offset, as PHP's DateTime keeps it. */
export interface PhpDate {
  /** Unix time in whole seconds. */
  seconds: number
  /** Offset from UTC in minutes. */
  offset: number
}

/** Thrown, with PHP's message, where PHP finds two dates, two times, or an unknown word. */
export class Unreadable extends Error {}

type TimeField = 'hour' | 'minute' | 'second'
type Unit = DateField | TimeField | 'weekdays'

/** What has been read so far. */
interface Reading {
  date: (Partial<Record<DateField, number>> & { isSaid: boolean }) | null
  /** A year on its own. */
  year: number | null
  /** A word like `today` sets a time that another piece may replace. */
  time: (Record<TimeField, number> & { isSaid: boolean }) | null
  zone: Zone | null
  zones: number
  steps: Record<Unit, number>
  weekday: { day: number; isTodayMeant: boolean; isInWeek: boolean } | null
  edge: 'first' | 'last' | null
  nth: { count: number; day: number } | null
}

type Groups = Record<string, string | undefined>
type Form = readonly [pattern: RegExp, read: (reading: Reading, groups: Groups) => void]

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const ROMAN = 'i ii iii iv v vi vii viii ix x xi xii'.split(' ')
const DAYS = 'sun mon tue wed thu fri sat'.split(' ')
const COUNTS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(
    ' ',
  )

const H24 = '(?:2[0-4]|[01]?\\d)'
const H24LZ = '(?:2[0-4]|[01]\\d)'
const H12 = '(?:1[0-2]|0?[1-9])'
const M60 = '[0-5]?\\d'
const M60LZ = '[0-5]\\d'
const S60 = '(?:60|[0-5]?\\d)'
const S60LZ = '(?:60|[0-5]\\d)'
const MM = '(?:1[0-2]|0?\\d)'
const MMLZ = '(?:1[0-2]|0\\d)'
const DD = '(?:3[01]|[0-2]?\\d)'
const DDLZ = '(?:3[01]|[0-2]\\d)'
const MERIDIAN = '(?<meridian>[ap])\\.?m\\.?(?=[\\t ]|$)'
const MONTHNAME =
  'january|february|march|april|may|june|july|august|september|october|november|december|sept|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec'
const MONTHTEXT = `(?<month>${MONTHNAME}|viii|vii|vi|iv|v|iii|ii|ix|i|xii|xi|x)`
const MONTHABBR = '(?<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)'
const DAYTEXT =
  '(?<weekday>(?:sun|mon|tues|wednes|thurs|fri|satur)days?|sun|mon|tue|wed|thu|fri|sat|weekdays?)'
const CORRECTION = `(?:GMT)?[+-](?:${H24LZ}:?${M60LZ}:?${S60LZ}|${H24}(?::?${M60})?)`
const ZONE = `(?<zone>${CORRECTION}|[a-z]+(?:[_/-][a-z]+)+|\\(?[a-z]{1,6}\\)?)`
const UNIT = `(?<unit>ms|(?:msec|millisecond|usec|microsecond|sec|second|min|minute|hour|day|fortnight|forthnight|month|year)s?|weeks|${DAYTEXT.replace('<weekday>', ':')})`
const COUNT =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth?|ninth|tenth|eleventh|twelfth)'
const WORD = '(?:next|last|previous|this)'
const TIME24 = `t?(?<hour>${H24})[:.](?<minute>${M60})(?:[:.](?<second>${S60})(?:\\.\\d+)?)?`
const TIME12 = `(?<hour>${H12})(?:[:.](?:(?<minute>${M60LZ})|(?<minutes>${M60})[:.](?<second>${S60LZ})))?[ \\t]*${MERIDIAN}`
const NOYEAR = `${MONTHTEXT}[ .\\t-]*(?<day>${DD})`
const SUFFIX = '(?:[ \\t]*(?:st|nd|rd|th))?'

function form(source: string, read: Form[1]): Form {
  return [new RegExp(source, 'iy'), read]
}

/** All forms. If several match with the same length, the first one wins. */
const FORMS: readonly Form[] = [
  form('yesterday', (r) => relativeDay(r, -1)),
  form('now', () => {}),
  form('noon', (r) => {
    r.time = { hour: 12, minute: 0, second: 0, isSaid: true }
  }),
  form('midnight|today', (r) => relativeDay(r, 0)),
  form('tomorrow', (r) => relativeDay(r, 1)),
  form('@(?<stamp>-?\\d+)(?:\\.\\d{0,6})?', atStamp),
  form('(?<edge>first|last) day of', (r, g) => {
    r.edge = g['edge']?.toLowerCase() === 'first' ? 'first' : 'last'
  }),
  form(`(?<side>back|front) of (?<hour>${H24})(?:[ \\t]*${MERIDIAN})?`, (r, g) => {
    const isBack = g['side']?.toLowerCase() === 'back'
    r.time = null
    setTime(r, {
      ...g,
      hour: String(Number(g['hour']) - (isBack ? 0 : 1)),
      minute: isBack ? '15' : '45',
    })
  }),
  form(`(?<count>${COUNT}|${WORD})[ \\t]+${DAYTEXT}[ \\t]+of`, (r, g) => {
    r.nth = { count: countOf(g['count'] ?? ''), day: dayOf(g['weekday'] ?? '') }
    r.time = midnight(false)
  }),
  form(TIME12, setTime12),
  form(`(?<hour>${H12}):(?<minute>${M60LZ}):(?<second>${S60LZ})[:.]\\d+${MERIDIAN}`, setTime),
  form(`(?:${TIME24}|t(?<hours>${H24}))`, (r, g) =>
    setTime(r, { ...g, hour: g['hour'] ?? g['hours'] }),
  ),
  form(`t?(?<hour>${H24LZ})(?<minute>${M60LZ})`, (r, g) => {
    if (r.time?.isSaid !== true) setTime(r, g)
    else setYear(r, Number(`${g['hour']}${g['minute']}`))
  }),
  form(`t?(?<hour>${H24LZ})(?<minute>${M60LZ})(?<second>${S60LZ})`, setTime),
  form(`(?<month>${MM})/(?<day>${DD})(?:/(?<year>\\d{1,4}))?`, setDate),
  form(`(?<year>[+-]?\\d{4})-(?<month>${MMLZ})-(?<day>${DDLZ})`, setDate),
  form(`(?<year>\\d{4})/(?<month>${MM})/(?<day>${DD})/?`, setDate),
  form(`(?<year>\\d{2})-(?<month>${MMLZ})-(?<day>${DDLZ})`, setDate),
  form(`(?<year>[+-]\\d{5,19})-(?<month>${MMLZ})-(?<day>${DDLZ})`, setDate),
  form(`(?<year>\\d{4})-(?<month>${MM})`, (r, g) => setDate(r, { ...g, day: '1' })),
  form(`(?<year>\\d{1,4})-(?<month>${MM})-(?<day>${DD})`, setDate),
  form(`(?<day>${DD})${SUFFIX}[ \\t.-]*${MONTHTEXT}[ \\t.-]*(?<year>\\d{1,4})`, setDate),
  form(`(?<day>${DD})[.\\t-](?<month>${MM})[.-](?<year>\\d{4})`, setDate),
  form(`(?<day>${DD})[.\\t](?<month>${MM})\\.(?<year>\\d{2})`, setDate),
  form(`${MONTHTEXT}[ .\\t-]*(?<year>\\d{4})`, (r, g) => setDate(r, { ...g, day: '1' })),
  form(`(?<year>\\d{4})[ .\\t-]*${MONTHTEXT}`, (r, g) => setDate(r, { ...g, day: '1' })),
  form(`${NOYEAR}(?:[,.stndrh\\t ]+(?<year>\\d{1,4})|[,.stndrh\\t ]+|$)`, setDate),
  form(`(?<day>${DD})${SUFFIX}[ .\\t-]*${MONTHTEXT}`, setDate),
  form(`(?<year>\\d{4})(?<month>${MMLZ})(?<day>${DDLZ})`, setDate),
  form(
    `(?<year>\\d{4})(?<month>${MMLZ})(?<day>${DDLZ})t(?<hour>${H24}):?(?<minute>${M60LZ}):?(?<second>${S60LZ})`,
    setBoth,
  ),
  form(
    `(?<year>\\d{4})-(?<month>${MM})-(?<day>${DD})T(?<hour>${H24}):(?<minute>${M60}):(?<second>${S60})(?:\\.\\d+(?<zone>${CORRECTION})?)?`,
    setBoth,
  ),
  form(
    `(?<year>\\d{4}):(?<month>${MMLZ}):(?<day>${DDLZ}) (?<hour>${H24LZ}):(?<minute>${M60LZ}):(?<second>${S60LZ})`,
    setBoth,
  ),
  form('(?<year>\\d{4})[.-]?(?<days>00[1-9]|0[1-9]\\d|[12]\\d\\d|3[0-5]\\d|36[0-6])', (r, g) => {
    setDate(r, { year: g['year'], month: '1' })
    if (r.date !== null) r.date.day = Number(g['days'])
  }),
  form('(?<year>\\d{4})-?W(?<week>0[1-9]|[1-4]\\d|5[0-3])(?:-?(?<day>[0-7]))?', setWeek),
  form(`${MONTHABBR}-(?<day>${DDLZ})-(?<year>\\d{1,4})`, setDate),
  form(`(?<year>\\d{1,4})-${MONTHABBR}-(?<day>${DDLZ})`, setDate),
  form(
    `(?<day>${DD})/${MONTHABBR}/(?<year>\\d{4}):(?<hour>${H24LZ}):(?<minute>${M60LZ}):(?<second>${S60LZ})[ \\t]+(?<zone>${CORRECTION})`,
    setBoth,
  ),
  form('(?<year>\\d{4})', (r, g) => setYear(r, Number(g['year']))),
  form('ago', (r) => {
    for (const unit of UNITS) r.steps[unit] *= -1
    if (r.weekday !== null) r.weekday.day = -r.weekday.day || -7
  }),
  form(DAYTEXT, (r, g) => setWeekday(r, g['weekday'] ?? '', true, false)),
  form(`(?<word>${WORD})[ \\t]+week`, (r, g) => {
    r.steps.day += 7 * countOf(g['word'] ?? '')
    r.weekday = { ...(r.weekday ?? { day: 1, isTodayMeant: true }), isInWeek: true }
  }),
  form(`(?<count>${COUNT}|${WORD})[ \\t]+${UNIT}`, (r, g) =>
    addUnits(
      r,
      countOf(g['count'] ?? ''),
      g['unit'] ?? '',
      g['count']?.toLowerCase() === 'this',
      false,
    ),
  ),
  form(`(?<month>${MONTHNAME})`, (r, g) => {
    setDate(r, g)
  }),
  form(ZONE, (r, g) => setZone(r, g['zone'] ?? '')),
  form(`${NOYEAR}(?:[,.stndrh\\t ]+)${TIME12}`, (r, g) => {
    setTime12(r, g)
    setDate(r, g)
  }),
  form(`${NOYEAR}(?:[,.stndrh\\t ]+)${TIME24}`, setBoth),
  form(`(?<signs>[+-]*)[ \\t]*(?<number>\\d{1,13})[ \\t]*(?:${UNIT}|(?<week>week))`, (r, g) => {
    const minus = (g['signs']?.match(/-/g)?.length ?? 0) % 2 === 1
    addUnits(r, (minus ? -1 : 1) * Number(g['number']), g['unit'] ?? 'weeks', true, true)
  }),
]

const UNITS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'weekdays'] as const

/**
 * What PHP makes of a text on a server in UTC, or null if it throws.
 *
 * @param now The server's clock in Unix seconds, for what the text leaves open
 */
export function parsePhpDate(text: string, now: number): PhpDate | null {
  try {
    return newDateTime(text, now)
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

/**
 * PHP's `new DateTime(text)` on a server in UTC.
 *
 * @throws Unreadable
 */
export function newDateTime(text: string, now: number): PhpDate {
  const reading: Reading = {
    date: null,
    year: null,
    time: null,
    zone: null,
    zones: 0,
    steps: { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, weekdays: 0 },
    weekday: null,
    edge: null,
    nth: null,
  }
  const read = text.replace(/^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g, '')
  for (let at = 0; at < read.length; ) {
    try {
      at += readPiece(reading, read, at)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      const place = `at position ${at} (${read[at]})`
      throw new Unreadable(`Failed to parse time string (${text}) ${place}: ${error.message}`)
    }
  }
  return momentOf(reading, now)
}

/** Reads the longest piece at a position, and returns its length. */
function readPiece(reading: Reading, text: string, at: number): number {
  let longest: RegExpExecArray | null = null
  let read: Form[1] | undefined
  for (const [pattern, handler] of FORMS) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    const isLonger = match !== null && match[0].length > (longest?.[0].length ?? 0)
    // Roman numerals for months must be in capitals.
    if (isLonger && !/^[ivx]+$/.test(match.groups?.['month'] ?? '')) {
      longest = match
      read = handler
    }
  }
  if (longest === null && !/[ .,\t\u00a0\0]/.test(text[at] ?? '')) {
    throw new Unreadable('Unexpected character')
  }
  if (longest !== null) read?.(reading, longest.groups ?? {})
  return longest?.[0].length ?? 1
}

function midnight(isSaid: boolean) {
  return { hour: 0, minute: 0, second: 0, isSaid }
}

function relativeDay(reading: Reading, days: number): void {
  reading.steps.day += days
  reading.time = midnight(false)
}

function atStamp(reading: Reading, { stamp }: Groups): void {
  reading.date = { year: 1970, month: 1, day: 1, isSaid: false }
  reading.time = midnight(false)
  if (saturated(BigInt(stamp ?? 0)) !== BigInt(stamp ?? 0))
    throw new Unreadable('Number out of range')
  reading.steps.second += Number(stamp)
  reading.zone = zoneIn('UTC')
}

function setTime(reading: Reading, { hour, minute, second, meridian }: Groups): void {
  if (reading.time?.isSaid) throw new Unreadable('Double time specification')
  const half = meridian?.toLowerCase()
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'p' ? 12 : 0)
  reading.time = {
    hour: hours,
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    isSaid: true,
  }
}

function setTime12(reading: Reading, groups: Groups): void {
  setTime(reading, { ...groups, minute: groups['minute'] ?? groups['minutes'] })
}

function setDate(reading: Reading, { year, month, day }: Groups): void {
  if (reading.date?.isSaid) throw new Unreadable('Double date specification')
  reading.date = {
    isSaid: true,
    ...(year === undefined ? {} : { year: yearOf(year) }),
    ...(month === undefined ? {} : { month: monthOf(month) }),
    ...(day === undefined ? {} : { day: Number(day) }),
  }
}

function setBoth(reading: Reading, groups: Groups): void {
  setTime(reading, groups)
  setDate(reading, groups)
  if (groups['zone'] !== undefined) setZone(reading, groups['zone'])
}

/**
 * Four digits that are not a time are the year, also of a date that came before: `Jan 2 03:04:05
 * 2024`.
 */
function setYear(reading: Reading, year: number): void {
  reading.year = year
  if (reading.date !== null) reading.date.year = year
}

/** Years of two or three digits are between 1970 and 2069. */
function yearOf(text: string): number {
  const year = Number(text)
  if (/^[+-]/.test(text) || text.length >= 4 || year >= 100) return year
  return year + (year < 70 ? 2000 : 1900)
}

function monthOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const name = text.toLowerCase()
  const roman = ROMAN.indexOf(name)
  return 1 + (roman < 0 ? MONTHS.indexOf(name.slice(0, 3)) : roman)
}

/** In PHP `weekdays` without a number means Monday. */
function dayOf(text: string): number {
  if (/^weekday/i.test(text)) return 1
  return DAYS.indexOf(text.slice(0, 3).toLowerCase())
}

function countOf(text: string): number {
  const word = text.toLowerCase()
  if (word === 'next') return 1
  if (word === 'last' || word === 'previous') return -1
  return word === 'this' ? 0 : COUNTS.indexOf(word === 'eight' ? 'eighth' : word)
}

function setWeek(reading: Reading, { year, week, day = '1' }: Groups): void {
  setDate(reading, { year, month: '1', day: '1' })
  // The first week is the one with 4 January, and begins on a Monday.
  const fourth = weekdayOf(daysFrom(Number(year), 1, 4))
  reading.steps.day += 3 - ((fourth + 6) % 7) + (Number(week) - 1) * 7 + Number(day) - 1
}

function setZone(reading: Reading, text: string): void {
  reading.zones += 1
  // PHP only warns of the second zone.
  if (reading.zones > 2) throw new Unreadable('Double timezone specification')
  const zone = zoneIn(text)
  if (zone === null) throw new Unreadable('The timezone could not be found in the database')
  reading.zone ??= zone
}

const FACTORS: Readonly<Record<string, readonly [Unit, number]>> = {
  sec: ['second', 1],
  second: ['second', 1],
  min: ['minute', 1],
  minute: ['minute', 1],
  hour: ['hour', 1],
  day: ['day', 1],
  week: ['day', 7],
  fortnight: ['day', 14],
  forthnight: ['day', 14],
  month: ['month', 1],
  year: ['year', 1],
  weekday: ['weekdays', 1],
}

function addUnits(
  reading: Reading,
  count: number,
  text: string,
  isTodayMeant: boolean,
  keepsTime: boolean,
): void {
  const unit = text.toLowerCase().replace(/s$/, '')
  const factor = FACTORS[unit]
  if (factor !== undefined) reading.steps[factor[0]] += count * factor[1]
  else if (dayOf(unit) >= 0) {
    reading.steps.day += (count > 0 ? count - 1 : count) * 7
    setWeekday(reading, unit, isTodayMeant, keepsTime)
  }
  // Fractions of a second are dropped.
}

function setWeekday(
  reading: Reading,
  text: string,
  isTodayMeant: boolean,
  keepsTime: boolean,
): void {
  if (!keepsTime) reading.time = midnight(false)
  const isInWeek = reading.weekday?.isInWeek ?? false
  reading.weekday = { day: dayOf(text), isTodayMeant, isInWeek }
}

const DAY = 86_400

function momentOf(reading: Reading, now: number): PhpDate {
  const { date, steps, zone } = reading
  // What the text leaves open is the local time of the named place.
  const local = zone?.isPlace ? zone.wall(now) : now
  const today = civilFrom(Math.floor(local / DAY))
  const clock = ((local % DAY) + DAY) % DAY
  const time =
    reading.time ?? (date === null ? { hour: 0, minute: 0, second: clock } : midnight(false))
  const said = {
    year: date?.year ?? reading.year ?? today.year,
    month: date?.month ?? today.month,
    day: date?.day ?? today.day,
  }
  const from = reading.weekday === null ? said : onWeekday(said, reading.weekday, steps.day)
  const [year, month] = [from.year + steps.year, from.month + steps.month]
  let days = daysFrom(year, month, from.day)
  if (reading.edge === 'first') days = daysFrom(year, month, 1)
  if (reading.edge === 'last') days = daysFrom(year, month + 1, 0)
  if (reading.nth !== null) days = nthWeekday(year, month, reading.nth)
  // Days are added before the start or end of the month is determined.
  days = plusWeekdays(reading.edge === null ? days + steps.day : days, steps.weekdays)
  const seconds =
    (time.hour + steps.hour) * 3600 + (time.minute + steps.minute) * 60 + time.second + steps.second
  const wall = days * DAY + seconds
  const offset = zone?.offset(wall - zone.offset(wall) * 60) ?? 0
  return { seconds: wall - offset * 60, offset }
}

function onWeekday(
  { year, month, day }: Record<DateField, number>,
  weekday: NonNullable<Reading['weekday']>,
  step: number,
): Record<DateField, number> {
  const start = daysFrom(year, month, day)
  return civilFrom(start + daysUntil(weekday, start, step))
}

function daysUntil(
  { day, isTodayMeant, isInWeek }: NonNullable<Reading['weekday']>,
  today: number,
  step: number,
): number {
  const current = weekdayOf(today)
  // A week ends on Sunday.
  if (isInWeek) return ((day + 6) % 7) - ((current + 6) % 7)
  if (day < 0) return Math.abs(day) - current - 7
  const difference = day - current
  const isPast = step < 0 ? difference < 0 : isTodayMeant ? difference < 0 : difference <= 0
  return isPast ? difference + 7 : difference
}

/** A date as the API writes it: whole seconds, and no colon in the offset. */
export function formatDate({ seconds, offset }: PhpDate, colon = ''): string {
  const local = seconds + offset * 60
  const { year, month, day } = civilFrom(Math.floor(local / DAY))
  const clock = ((local % DAY) + DAY) % DAY
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  const years = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`
  const time = [clock / 3600, (clock % 3600) / 60, clock % 60].map(two).join(':')
  const minutes = Math.abs(offset)
  const zone = [minutes / 60, minutes % 60].map(two).join(colon)
  return `${years}-${two(month)}-${two(day)}T${time}${offset < 0 ? '-' : '+'}${zone}`
}

/** What the database keeps of a date: the local time without its offset (quirk 17). */
export function stored({ seconds, offset }: PhpDate): number {
  return seconds + offset * 60
}

/** A moment with the offset it was written in, as PHP's DateTime keeps it. */
export interface PhpDate {
  /** Unix time in whole seconds. */
  seconds: number
  /** Offset from UTC in minutes. */
  offset: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const UNITS: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
}

const TIME = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?'
/** Minutes from UTC of the abbreviations that PHP knows and people use. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['Z', 0],
  ['UTC', 0],
  ['GMT', 0],
  ['WET', 0],
  ['CET', 60],
  ['BST', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
])

const ZONE = '(?:\\s*(Z|[A-Z]{3,4}|[+-]\\d{1,2}:?(?:\\d{2})?))?'
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'

/** The date forms that `new DateTime(…)` is commonly given; the groups name what they hold. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[T\\s]+${TIME})?${ZONE}$`, 'i'), 'ymd'],
  [new RegExp(`^(\\d{4})/(\\d{1,2})/(\\d{1,2})(?:\\s+${TIME})?${ZONE}$`, 'i'), 'ymd'],
  [new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})(?:\\s+${TIME})?${ZONE}$`, 'i'), 'mdy'],
  [new RegExp(`^(\\d{1,2})[-.](\\d{1,2})[-.](\\d{4})(?:\\s+${TIME})?${ZONE}$`, 'i'), 'dmy'],
  [new RegExp(`^(\\d{4})(\\d{2})(\\d{2})(?:T?(\\d{2}):?(\\d{2}):?(\\d{2}))?${ZONE}$`, 'i'), 'ymd'],
  [
    new RegExp(
      `^(?:[a-z]{3,9},?\\s+)?(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+${MONTH}[\\s,-]+(\\d{4})(?:\\s+${TIME})?${ZONE}$`,
      'i',
    ),
    'dmy',
  ],
  [
    new RegExp(
      `^(?:[a-z]{3,9},?\\s+)?${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?:\\s+${TIME})?${ZONE}$`,
      'i',
    ),
    'mdy',
  ],
  [/^(\d{4})-(\d{2})$/, 'ym'],
  [new RegExp(`^${MONTH}\\s+(\\d{4})$`, 'i'), 'my'],
]

/**
 * What PHP's `new DateTime(text)` makes of a text, on a server in UTC, or null where it throws.
 *
 * @param now The server's clock in unix seconds, for relative forms
 */
export function parsePhpDate(text: string, now: number): PhpDate | null {
  const input = text.trim()
  const stamp = /^@(-?\d+)$/.exec(input)
  if (stamp !== null) return withinReach(Number(stamp[1]))
  for (const [form, order] of FORMS) {
    const match = form.exec(input)
    if (match !== null) return absolute(match.slice(1), order, now)
  }
  return relative(input.toLowerCase(), now)
}

/** JavaScript's dates end before PHP's do; nobody publishes there. */
function withinReach(seconds: number): PhpDate | null {
  return Math.abs(seconds) > 8.64e12 ? null : { seconds, offset: 0 }
}

function absolute(groups: (string | undefined)[], order: string, now: number): PhpDate | null {
  const parts = new Map([...order].map((name, index) => [name, groups[index] ?? '']))
  const rest = groups.slice(order.length)
  const [year, month] = [Number(parts.get('y')), monthOf(parts.get('m') ?? '')]
  const day = parts.has('d') ? Number(parts.get('d')) : 1
  const [hour = 0, minute = 0, second = 0] = rest.slice(0, 3).map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 59) {
    return null
  }
  const offset = offsetOf(rest[3])
  if (offset === null || !Number.isFinite(now)) return null
  const utc = Date.UTC(2000, month - 1, day, hour, minute, second)
  const date = new Date(utc)
  date.setUTCFullYear(year, month - 1, day)
  return { seconds: Math.floor(date.getTime() / 1000) - offset * 60, offset }
}

function monthOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return 0
  const named = ZONES.get(zone.toUpperCase())
  if (named !== undefined) return named
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone)
  if (match === null) return null
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0))
}

function relative(text: string, now: number): PhpDate | null {
  const midnight = now - (((now % 86_400) + 86_400) % 86_400)
  const days = new Map([
    ['today', 0],
    ['midnight', 0],
    ['yesterday', -1],
    ['tomorrow', 1],
  ]).get(text)
  if (days !== undefined) return { seconds: midnight + days * 86_400, offset: 0 }
  if (text === 'now' || text === '') return { seconds: now, offset: 0 }
  const step = /^([+-]?)\s*(\d+)\s+(sec|second|min|minute|hour|day|week)s?(\s+ago)?$/.exec(text)
  if (step === null) return null
  const sign = (step[1] === '-' ? -1 : 1) * (step[4] === undefined ? 1 : -1)
  return { seconds: now + sign * Number(step[2]) * (UNITS[step[3] ?? ''] ?? 0), offset: 0 }
}

/** A date as the API writes it: whole seconds, no colon in the offset. */
export function formatDate({ seconds, offset }: PhpDate, colon = ''): string {
  const local = new Date((seconds + offset * 60) * 1000)
  // PHP writes years after 9999 without the sign that JavaScript puts before them.
  const day = local.toISOString().replace(/^\+0*/, '').slice(0, -5)
  const minutes = Math.abs(offset)
  const zone = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'))
  return `${day}${offset < 0 ? '-' : '+'}${zone.join(colon)}`
}

/** What is left of a date in the database: the wall clock, without its offset (quirk 17). */
export function stored({ seconds, offset }: PhpDate): number {
  return seconds + offset * 60
}

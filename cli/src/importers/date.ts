const second = 1000
/** Microseconds from 1601, where Chrome's own clock begins, to 1970. */
const chromeEpoch = 11_644_473_600_000_000

/**
 * Reads a date as exports write them: seconds, milliseconds or microseconds since 1970, microseconds
 * since 1601, or some form of ISO 8601, which without an offset counts as UTC.
 *
 * @returns `null` for what is no date, and for the impossible ones that stand for “unknown”.
 */
export function readDate(given: string | number | null | undefined): Date | null {
  const text = String(given ?? '').trim()
  const isNumber = /^\d+(\.\d+)?$/.test(text) && !/^(19|20)\d{6}$/.test(text)
  const date = isNumber ? ofNumber(Number(text)) : ofText(text)
  const year = date.getUTCFullYear()
  return year >= 1990 && year < 2100 ? date : null
}

function ofNumber(number: number): Date {
  if (number < 1e11) return new Date(number * second)
  if (number < 1e14) return new Date(number)
  const micros = number < 1e16 ? number : number - chromeEpoch
  return new Date(micros / 1000)
}

/** `31.01.2024`, and `31/01/2024` where the first cannot be a month. */
const dayFirst = /^(?:(\d\d?)(?=\.)|(1[3-9]|2\d|3[01])(?=[/-]))[./-](\d\d?)[./-](\d{4})\b/
/** `01/31/2024`, as Americans write it. */
const monthFirst = /^(\d\d)[/](\d\d)[/](\d{4})\b/

function isoOf(year: string, month: string, day: string): string {
  return [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-')
}

/** A year, alone or as the last of three numbers: what has none is no date, whatever `Date` makes of it. */
const hasYear = /\b(19|20)\d\d|\d[/.-]\d\d?[/.-]\d\d\b/

function ofText(given: string): Date {
  if (!hasYear.test(given)) return new Date(Number.NaN)
  const text = given
    .replace(dayFirst, (_, day, late, month, year) => isoOf(year, month, day ?? late))
    .replace(/^((?:19|20)\d\d)(\d\d)(\d\d)$/, '$1-$2-$3')
    .replace(monthFirst, '$3-$1-$2')
    // As databases shorten an offset.
    .replace(/(:\d\d(?:\.\d+)?[+-]\d\d)$/, '$1:00')
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? []
  // The thirtieth of February would be taken for a day in March.
  if (
    day &&
    new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day)
  ) {
    return new Date(Number.NaN)
  }
  const hasTime = /\d:\d/.test(text)
  const hasOffset = /(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i.test(text)
  if (hasOffset || (day && !hasTime)) return new Date(text)
  return new Date(day && !/[AP]M$/i.test(text) ? `${text}Z` : `${text} UTC`)
}

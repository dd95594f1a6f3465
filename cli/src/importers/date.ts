const second = 1000
/** Microseconds between 1601, when Chrome's clock begins, and 1970. */
const chromeEpoch = 11_644_473_600_000_000

/**
 * Reads a date in the forms that exports use: seconds, milliseconds or microseconds since 1970,
 * microseconds since 1601, or a form of ISO 8601, which is in UTC unless it has an offset.
 *
 * @returns `null` for anything else, and for impossible dates that mean “unknown”.
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

/** `31.01.2024`, and `31/01/2024` if the first number cannot be a month. */
const dayFirst = /^(?:(\d\d?)(?=\.)|(1[3-9]|2\d|3[01])(?=[/-]))[./-](\d\d?)[./-](\d{4})\b/
/** `01/31/2024`, the American form. */
const monthFirst = /^(\d\d)[/](\d\d)[/](\d{4})\b/

function isoOf(year: string, month: string, day: string): string {
  return [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-')
}

/**
 * A year, alone or as the last of three numbers. A text without one is not a date, even if `Date`
 * accepts it.
 */
const hasYear = /\b(19|20)\d\d|\d[/.-]\d\d?[/.-]\d\d\b/

function ofText(given: string): Date {
  if (!hasYear.test(given)) return new Date(Number.NaN)
  const text = given
    .replace(dayFirst, (_, day, late, month, year) => isoOf(year, month, day ?? late))
    .replace(/^((?:19|20)\d\d)(\d\d)(\d\d)$/, '$1-$2-$3')
    .replace(monthFirst, '$3-$1-$2')
    // Databases shorten an offset to its hours.
    .replace(/(:\d\d(?:\.\d+)?[+-]\d\d)$/, '$1:00')
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? []
  // `Date` would read 30 February as a day in March.
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

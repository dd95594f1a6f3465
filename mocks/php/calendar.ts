// The proleptic Gregorian calendar. A day is a number of days since 1970.

export type DateField = 'year' | 'month' | 'day'

/** The first, second or last weekday of a month; `count` is -1 for the last. */
export function nthWeekday(
  year: number,
  month: number,
  nth: { count: number; day: number },
): number {
  if (nth.count < 0) {
    const last = daysFrom(year, month + 1, 0)
    return last - ((weekdayOf(last) - nth.day + 7) % 7)
  }
  const first = daysFrom(year, month, 1)
  return first + ((nth.day - weekdayOf(first) + 7) % 7) + (nth.count - 1) * 7
}

/** The day that is this many working days later or earlier. */
export function plusWeekdays(days: number, count: number): number {
  let at = days
  for (let left = Math.abs(count); left > 0; ) {
    at += Math.sign(count)
    if (![0, 6].includes(weekdayOf(at))) left -= 1
  }
  return at
}

/** The day of the week; Sunday is 0. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7
}

/** Days since 1970 in the Gregorian calendar, for any year. Months and days may overflow. */
export function daysFrom(year: number, month: number, day: number): number {
  const index = (((month - 1) % 12) + 12) % 12
  const shifted = year + Math.floor((month - 1) / 12) - (index < 2 ? 1 : 0)
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * ((index + 10) % 12) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The date of a number of days since 1970. */
export function civilFrom(days: number): Record<DateField, number> {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const index = Math.floor((5 * dayOfYear + 2) / 153)
  const month = index < 10 ? index + 3 : index - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * index + 2) / 5) + 1,
  }
}

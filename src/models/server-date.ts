/**
 * A moment as the server writes it, `2026-11-22T07:53:33+0000`, as a `Date`. The offset has no colon
 * in answers, which strict ISO parsers refuse, so the digits are read by their place.
 */
export function dateFromWire(text: string): Date {
  const utc = Date.UTC(
    Number(text.slice(0, 4)),
    Number(text.slice(5, 7)) - 1,
    Number(text.slice(8, 10)),
    Number(text.slice(11, 13)),
    Number(text.slice(14, 16)),
    Number(text.slice(17, 19)),
  )
  const offset = Number(text.slice(20, 22)) * 60 + Number(text.slice(-2))
  return new Date(utc - (text.charAt(19) === '-' ? -offset : offset) * 60_000)
}

/** The same for a moment that may be absent. */
export function optionalDateFromWire(text: string | null | undefined): Date | null {
  return typeof text === 'string' ? dateFromWire(text) : null
}

/** Whole seconds since 1970, the one form of a date that the server does not misread (Q17). */
export function dateToWire(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

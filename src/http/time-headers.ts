// The times that a server tells: its clock, and how long to wait (`Retry-After`).
/** The server's clock at its answer, in milliseconds since 1970, or `null` where a browser hides it. */
export function serverTime(headers: Headers): number | null {
  const time = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(time) ? null : time
}

/**
 * How many seconds the server asks to wait, or `null`: `Retry-After` as seconds or as a date, else
 * Symfony's `X-RateLimit-Retry-After` (seconds, or the Unix time to wait for).
 */
export function retryAfterOf(headers: Headers): number | null {
  const asked = headers.get('retry-after')
  if (asked !== null) {
    const seconds = number(asked)
    if (seconds !== null) return seconds
    const until = Date.parse(asked)
    if (!Number.isNaN(until)) return Math.max(0, (until - serverNow(headers)) / 1000)
  }
  const symfony = number(headers.get('x-ratelimit-retry-after') ?? '')
  if (symfony === null) return null
  return symfony > 1e9 ? Math.max(0, symfony - serverNow(headers) / 1000) : symfony
}

function number(text: string): number | null {
  return /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : null
}

/** The server's own clock where it can be read: a date is meant on it, not on ours. */
function serverNow(headers: Headers): number {
  return serverTime(headers) ?? Date.now()
}

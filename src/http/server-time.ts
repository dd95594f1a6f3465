/** The server's clock at its answer, in milliseconds since 1970, or `null` where a browser hides it. */
export function serverTime(headers: Headers): number | null {
  const time = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(time) ? null : time
}

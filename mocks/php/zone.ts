/**
 * How a server in a time zone keeps moments: the database has the local time without an offset, so
 * that of an hour that comes twice in autumn the second is read as the first.
 */
export interface Zone {
  /** Minutes ahead of UTC. */
  offset(seconds: number): number
  /** The local time, as seconds of a clock that knows no offset; rows are compared and sorted by it. */
  wall(seconds: number): number
  /** The moment that is read for one that was written. */
  read(seconds: number): number
}

const HOUR = 3600

/** The zone with an IANA name; UTC without one. */
export function zoneOf(name: string | undefined): Zone {
  if (name === undefined) return UTC
  const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' })
  const known = new Map<number, number>()
  const offset = (seconds: number) => {
    // Zones change their offset at whole quarters of an hour.
    const quarter = Math.floor(seconds / 900)
    const found = known.get(quarter) ?? offsetIn(format.format(quarter * 900_000))
    known.set(quarter, found)
    return found
  }
  const wall = (seconds: number) => seconds + offset(seconds) * 60
  const read = (seconds: number) =>
    wall(seconds - HOUR) === wall(seconds) ? seconds - HOUR : seconds
  return { offset, wall, read }
}

const UTC: Zone = { offset: () => 0, wall: (seconds) => seconds, read: (seconds) => seconds }

/** Minutes in a text that ends in `GMT+02:00`, or in `GMT` alone. */
function offsetIn(text: string): number {
  const match = /GMT([+-])(\d+):(\d+)$/.exec(text)
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

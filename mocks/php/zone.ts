/**
 * How a server in a time zone stores times. The database has local times without an offset, so the
 * second occurrence of the hour that is repeated in autumn is read as the first.
 */
export interface Zone {
  /** Minutes ahead of UTC. */
  offset(seconds: number): number
  /** The local time in seconds, without an offset. Rows are compared and sorted by it. */
  wall(seconds: number): number
  /** The time that is read back for a stored one. */
  read(seconds: number): number
  /** Whether the zone is that of a place and not only an offset. */
  isPlace: boolean
}

const HOUR = 3600

/** The zone with an IANA name; UTC if undefined. */
export function zoneOf(name: string | undefined): Zone {
  if (name === undefined) return UTC
  const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' })
  const known = new Map<number, number>()
  const offset = (seconds: number) => {
    // Zones change their offset only at multiples of 15 minutes.
    const quarter = Math.floor(seconds / 900)
    const found = known.get(quarter) ?? offsetIn(format.format(quarter * 900_000))
    known.set(quarter, found)
    return found
  }
  const wall = (seconds: number) => seconds + offset(seconds) * 60
  const read = (seconds: number) =>
    wall(seconds - HOUR) === wall(seconds) ? seconds - HOUR : seconds
  return { offset, wall, read, isPlace: true }
}

const UTC = fixed(0)

/** The minutes in a text that ends in `GMT+02:00` or `GMT`. */
function offsetIn(text: string): number {
  const match = /GMT([+-])(\d+):(\d+)$/.exec(text)
  if (match === null) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

/** Minutes ahead of UTC by PHP's abbreviations, including the military letters. */
const ABBREVIATIONS: ReadonlyMap<string, number> = new Map(
  (
    'acdt:630 acst:570 adt:-180 aedt:660 aest:600 akdt:-480 akst:-540 apt:-180 ast:-240 awdt:540 ' +
    'awst:480 awt:-180 bst:60 cast:570 cat:120 cdt:-300 cest:120 cet:60 cst:-360 eat:180 edt:-240 ' +
    'eest:180 eet:120 est:-300 gmt:0 gst:600 hkt:480 hst:-600 idt:180 ist:120 jst:540 kst:510 ' +
    'mdt:-360 mest:120 met:60 msd:240 msk:180 mst:-420 nst:-210 nzdt:780 nzst:720 pdt:-420 pkt:300 ' +
    'pst:-480 sast:120 sst:-660 uct:0 utc:0 wast:120 wat:60 west:60 wet:0 wib:420 wit:540 wita:480 ' +
    'a:60 b:120 c:180 d:240 e:300 f:360 g:420 h:480 i:540 k:600 l:660 m:720 n:-60 o:-120 p:-180 ' +
    'q:-240 r:-300 s:-360 t:-420 u:-480 v:-540 w:-600 x:-660 y:-720 z:0'
  )
    .split(' ')
    .map((pair): [string, number] => [pair.split(':')[0] ?? '', Number(pair.split(':')[1])]),
)

/** A zone as PHP reads it in a date: `+02:00`, `CEST`, `Europe/Paris`. Null if it is not a zone. */
export function zoneIn(text: string): Zone | null {
  const name = text.replace(/[()]/g, '')
  const match = /^(?:GMT)?([+-])(\d{1,2})(?::?(\d{1,2}))?(?::?\d\d)?$/i.exec(name)
  if (match !== null) {
    const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
    return fixed(match[1] === '-' ? -minutes : minutes)
  }
  const known = ABBREVIATIONS.get(name.toLowerCase())
  if (known !== undefined) return fixed(known)
  try {
    return /^[A-Z][a-z]+[_/-]/.test(name) ? zoneOf(name) : null
  } catch {
    return null
  }
}

function fixed(minutes: number): Zone {
  return {
    offset: () => minutes,
    wall: (seconds) => seconds + minutes * 60,
    read: (seconds) => seconds,
    isPlace: false,
  }
}

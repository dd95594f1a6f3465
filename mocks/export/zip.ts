import { bytesFrom } from '../php/utf8.js'
import { concat, header } from './bytes.js'

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}

/** MS-DOS date and time in UTC, so that a book is the same on every machine. */
function dosTime(date: Date): number {
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5)
  const time =
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return (((day | date.getUTCDate()) << 16) | time) >>> 0
}

/**
 * Packs files into a ZIP archive without compression.
 *
 * @param files name and content, in the order of the archive
 * @param modified The time of all files
 */
export function zip(files: readonly (readonly [string, string])[], modified: Date): Uint8Array {
  const local: Uint8Array[] = []
  const central: Uint8Array[] = []
  const sizeOf = (pieces: readonly Uint8Array[]): number =>
    pieces.reduce((size, piece) => size + piece.length, 0)
  for (const [name, content] of files) {
    const [path, body] = [bytesFrom(name), bytesFrom(content)]
    const offset = sizeOf(local)
    const description: [2 | 4, number][] = [
      [2, 20],
      [2, 0],
      [2, 0],
      [4, dosTime(modified)],
      [4, crc32(body)],
      [4, body.length],
      [4, body.length],
      [2, path.length],
      [2, 0],
    ]
    local.push(header(true, [[4, 0x04034b50], ...description]), path, body)
    const place: [2 | 4, number][] = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]
    central.push(header(true, [[4, 0x02014b50], [2, 20], ...description, ...place]), path)
  }
  const end = header(true, [
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, sizeOf(central)],
    [4, sizeOf(local)],
    [2, 0],
  ])
  return concat([...local, ...central, end])
}

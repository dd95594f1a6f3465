/** Joins pieces. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/**
 * Writes numbers as a binary header.
 *
 * @param littleEndian the order of bytes: ZIP is little-endian, PalmDB big-endian
 * @param fields pairs of width in bytes (2 or 4) and value
 */
export function header(
  littleEndian: boolean,
  fields: readonly (readonly [2 | 4, number])[],
): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((length, [width]) => length + width, 0)))
  let at = 0
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, littleEndian)
    else view.setUint32(at, value, littleEndian)
    at += width
  }
  return new Uint8Array(view.buffer)
}

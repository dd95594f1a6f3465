// PHP's strings are bytes. Here a byte that is not valid UTF-8 is a lone surrogate, U+DC80 to
// U+DCFF. Nothing else creates lone surrogates, because JSON with one is refused.

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LOST = /[\udc80-\udcff]/u

/** The text of any bytes. */
export function textFrom(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeBroken(bytes)
  }
}

/** The bytes of a text. */
export function bytesFrom(text: string): Uint8Array {
  if (isUtf8(text)) return encoder.encode(text)
  return Uint8Array.from(
    [...text].flatMap((letter) =>
      LOST.test(letter) ? [letter.charCodeAt(0) - 0xdc00] : [...encoder.encode(letter)],
    ),
  )
}

/** PHP's `mb_check_encoding`. */
export function isUtf8(text: string): boolean {
  return !LOST.test(text)
}

/** What the mb functions return for bytes that are not UTF-8: a `?` for each broken letter. */
export function mbScrub(text: string): string {
  return text.replace(/[\udc80-\udcff]+/gu, (lost) =>
    '?'.repeat(decoder.decode(bytesFrom(lost)).length),
  )
}

/** Splits bytes into the letters in them and the bytes that belong to none. */
function decodeBroken(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const letter = letterAt(bytes, at)
    text += letter ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
    at += letter === undefined ? 1 : encoder.encode(letter).length
  }
  return text
}

/** The letter at a position, if one begins there. */
function letterAt(bytes: Uint8Array, at: number): string | undefined {
  const first = bytes[at] ?? 0
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  try {
    return strict.decode(bytes.subarray(at, at + length))
  } catch {
    return undefined
  }
}

// SHA-1, and the hash by which the server identifies an address.
/** The working memory for one block. */
const schedule = new Int32Array(80)

/**
 * The SHA-1 of bytes in lower-case hex. It is implemented here because Web Crypto is asynchronous
 * and missing on plain http pages. It identifies URLs as the server does, and protects no secret.
 */
function sha1(bytes: Uint8Array): string {
  const words = padded(bytes)
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0]
  for (let block = 0; block < words.length; block += 16) {
    for (let t = 0; t < 16; t++) schedule[t] = at(words, block + t)
    mix(state, schedule)
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The message as big-endian words, followed by a 1 bit, zeros and its length in bits. */
function padded(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil((bytes.length + 9) / 64) * 16)
  for (let index = 0; index <= bytes.length; index++) {
    const byte = bytes[index] ?? 0x80
    words[index >> 2] = at(words, index >> 2) | (byte << (24 - (index % 4) * 8))
  }
  words[words.length - 2] = bytes.length / 2 ** 29
  words[words.length - 1] = bytes.length << 3
  return words
}

function mix(state: number[], w: Int32Array): void {
  for (let t = 16; t < 80; t++) {
    w[t] = rotate(at(w, t - 3) ^ at(w, t - 8) ^ at(w, t - 14) ^ at(w, t - 16), 1)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let t = 0; t < 80; t++) {
    const next = (rotate(a, 5) + round(t, b, c, d) + e + at(w, t)) | 0
    e = d
    d = c
    c = rotate(b, 30)
    b = a
    a = next
  }
  for (const [index, value] of [a, b, c, d, e].entries())
    state[index] = ((state[index] ?? 0) + value) | 0
}

function round(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0
}

const encoder = new TextEncoder()

/** A hash that identifies a text. */
export function hash(text: string): string {
  return sha1(encoder.encode(text))
}

/**
 * PHP's `urldecode` on bytes: `+` becomes a space and `%xx` a byte. It decodes once, and keeps
 * broken escapes. It returns bytes because `%ff` need not be UTF-8 but must be hashed.
 */
export function urldecode(text: string): Uint8Array {
  const parts = text.replaceAll('+', ' ').match(/%[\da-f]{2}|[^%]+|%/gi) ?? []
  const byteOrText = (part: string) =>
    part.length === 3 && part.startsWith('%')
      ? [Number.parseInt(part.slice(1), 16)]
      : [...encoder.encode(part)]
  return Uint8Array.from(parts.flatMap(byteOrText))
}

/**
 * The hash by which the server identifies a URL: the SHA-1 of its `urldecode`d bytes. URLs with the
 * same hash are the same entry: `a%20b`, `a+b` and `a b` are equal, but a fragment or a final slash
 * makes a difference.
 *
 * @param url - The URL exactly as it was or will be saved.
 * @returns 40 lower-case hex digits.
 *
 * @example
 * ```ts
 * hashUrl('http://blog.test/none/full') // '1875d4ea4093ec7d40f5c04967d53ee61a33436f'
 * ```
 */
export function hashUrl(url: string): string {
  return sha1(urldecode(url))
}

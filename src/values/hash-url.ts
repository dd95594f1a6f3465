import { sha1 } from './sha1.js'

const encoder = new TextEncoder()
const percent = 0x25
const plus = 0x2b
const space = 0x20

/**
 * PHP's `urldecode` on bytes: `+` becomes a space and `%xx` a byte, once; a broken escape stays as
 * it is. Bytes and not text, since `%ff` need not be UTF-8 and is hashed all the same.
 */
export function urldecode(text: string): Uint8Array {
  const bytes = encoder.encode(text)
  const decoded = new Uint8Array(bytes.length)
  let length = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0
    const high = byte === percent ? hex(bytes[index + 1]) : -1
    const low = high < 0 ? -1 : hex(bytes[index + 2])
    decoded[length++] = low < 0 ? (byte === plus ? space : byte) : high * 16 + low
    if (low >= 0) index += 2
  }
  return decoded.subarray(0, length)
}

/** The value of an ASCII hex digit, or -1. */
function hex(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/**
 * The hash by which the server knows a URL: the SHA-1 of its `urldecode`d bytes. Two URLs with
 * one hash are one entry: `a%20b`, `a+b` and `a b` are the same, a fragment or a slash is not.
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

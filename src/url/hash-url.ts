import { sha1 } from './sha1.js'
import { urldecode } from './urldecode.js'

/**
 * The hash by which the server knows a URL: the SHA-1 of its `urldecode`d bytes (Q9). Two URLs with
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

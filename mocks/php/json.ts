import { isUtf8 } from './utf8.js'
import { type PhpObject, type PhpValue, phpInt, saturated } from './values.js'

/** How deeply arrays may be nested: a value inside the innermost would be the 512th level. */
const MAX_DEPTH = 511

/**
 * PHP's `json_decode` with arrays for objects; undefined where it fails. Unlike `JSON.parse` it refuses half
 * a surrogate pair, bytes that are no UTF-8 and what lies too deep, keeps whole numbers of 64 bits exact, and
 * makes a float of bigger ones.
 */
export function jsonDecode(text: string): PhpValue | undefined {
  if (!isUtf8(text) || isTooDeep(text)) return undefined
  const numbers: PhpValue[] = []
  try {
    // Each number becomes its place in a list, since JavaScript would make all of them floats.
    const marked = text.replace(TOKEN, (token) => {
      if (token.startsWith('"')) return token
      numbers.push(numberOf(token))
      return String(numbers.length - 1)
    })
    JSON.parse(text)
    return revived(JSON.parse(marked), numbers)
  } catch {
    return undefined
  }
}

/** A string, or a number outside of one. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs

function numberOf(token: string): PhpValue {
  if (/[.eE]/.test(token)) return Number(token)
  const int = BigInt(token)
  return int === saturated(int) ? phpInt(int) : Number(token)
}

function revived(value: unknown, numbers: readonly PhpValue[]): PhpValue {
  if (typeof value === 'number') return numbers[value] ?? null
  if (typeof value === 'string') {
    return wellFormed(value)
  }
  if (Array.isArray(value)) return value.map((item) => revived(item, numbers))
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, PhpValue] => [
      wellFormed(key),
      revived(item, numbers),
    ])
    const object: PhpObject = Object.fromEntries(entries)
    return object
  }
  return typeof value === 'boolean' ? value : null
}

function wellFormed(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new SyntaxError('half a surrogate pair')
  return text
}

function isTooDeep(text: string): boolean {
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth += 1
    else if (token === ']' || token === '}') depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** Stands around digits until they are written: half a surrogate pair is in no text that can be encoded. */
const MARK = '\ud800'

/** PHP's `json_encode`; undefined for text that is no UTF-8. */
export function jsonEncode(value: unknown): string | undefined {
  const text = JSON.stringify(value, (_, item) =>
    typeof item === 'bigint' ? `${MARK}${item}${MARK}` : item,
  ).replace(/"\\ud800(-?\d+)\\ud800"/g, '$1')
  return /(?<!\\)(?:\\\\)*\\udc[89a-f]/.test(text) ? undefined : text
}

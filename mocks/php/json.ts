import { isUtf8 } from './utf8.js'
import { type PhpObject, type PhpValue, phpInt, saturated } from './values.js'

/** How deeply arrays may be nested. A value inside the innermost would be on level 512. */
const MAX_DEPTH = 511

/**
 * PHP's `json_decode` with arrays for objects. Returns undefined if it fails. Unlike `JSON.parse`
 * it refuses half surrogate pairs, text that is not UTF-8 and deep nesting, keeps integers of 64
 * bits exact, and turns larger ones into floats.
 */
export function jsonDecode(text: string): PhpValue | undefined {
  if (!isUtf8(text) || isTooDeep(text)) return undefined
  const numbers: PhpValue[] = []
  try {
    // Each number is replaced with its index in a list, because JavaScript would turn all of them
    // into floats.
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

/** A string, or a number outside of strings. */
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

/**
 * Marks digits until they are written. It is half a surrogate pair, which no encodable text
 * contains.
 */
const MARK = '\ud800'

/** PHP's `json_encode`. Returns undefined for text that is not UTF-8. */
export function jsonEncode(value: unknown): string | undefined {
  const text = written(value)
  return /(?<!\\)(?:\\\\)*\\udc[89a-f]/.test(text) ? undefined : text
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Only a `bigint` cannot be written. Most answers have none, and a replacer is slow.
    return JSON.stringify(value, (_, item) =>
      typeof item === 'bigint' ? `${MARK}${item}${MARK}` : item,
    ).replace(/"\\ud800(-?\d+)\\ud800"/g, '$1')
  }
}

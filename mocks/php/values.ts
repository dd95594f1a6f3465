/** What PHP code holds after decoding JSON or a form; arrays with other keys than 0..n are objects. */
export type PhpValue = null | boolean | number | string | PhpValue[] | PhpObject

/** A PHP array with string keys. */
export interface PhpObject {
  [key: string]: PhpValue
}

/** Request parameters, as PHP's parse_str or a JSON body gives them. */
export type Params = ReadonlyMap<string, PhpValue>

/** Thrown where PHP would throw a TypeError that nobody catches: the answer is a 500. */
export class PhpTypeError extends Error {}

/** PHP's `empty()`: `"0"` is empty, `"false"` is not (quirk 14). */
export function isEmpty(value: PhpValue | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === '0') return true
  if (value === false || value === 0) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** PHP's `(bool)`. */
export function toBool(value: PhpValue | undefined): boolean {
  return !isEmpty(value)
}

/** PHP's `(int)`: leading digits count, the rest is ignored, arrays are 0 or 1. */
export function toInt(value: PhpValue | undefined): number {
  if (typeof value === 'number') return Math.trunc(value)
  if (typeof value === 'string') {
    const number = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(value)
    return number === null ? 0 : Math.trunc(Number(number[0]))
  }
  return toBool(value) ? 1 : 0
}

/** PHP's `is_numeric()` for texts. */
export function isNumeric(text: string): boolean {
  return /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)
}

/** PHP's cast to string; an array is the text `Array`. */
export function toText(value: PhpValue | undefined): string {
  if (value === undefined || value === null || value === false) return ''
  if (value === true) return '1'
  return typeof value === 'object' ? 'Array' : String(value)
}

/** A parameter declared `string` in PHP: scalars are converted, null and arrays are a TypeError. */
export function toStringArgument(value: PhpValue | undefined): string {
  if (value === undefined || value === null || typeof value === 'object') {
    throw new PhpTypeError('not a string')
  }
  return toText(value)
}

/** PHP's `trim()`: ASCII white space and NUL only, so a no-break space stays. */
export function trim(text: string): string {
  const { start, end } = { start: /^[ \t\n\r\0\v]+/, end: /[ \t\n\r\0\v]+$/ }
  return text.replace(start, '').replace(end, '')
}

/** PHP 8.2's `mb_convert_case(…, MB_CASE_LOWER)`: letter by letter, so no final sigma. */
export function lowerCase(text: string): string {
  let lower = ''
  for (const letter of text) lower += letter.toLowerCase()
  return lower
}

/** Lower-cases A to Z only, as SQLite's `lower()` and `LIKE` do. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** Compares as SQLite's BINARY collation does: by code point, not by UTF-16 unit. */
export function compareBinary(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (const [index, letter] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (letter !== other) return (letter.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return left.length - right.length
}

/** A PHP array as json_encode writes it: a list if its keys are 0, 1, 2 …, else an object. */
export function phpArray(entries: ReadonlyMap<string, PhpValue>): PhpValue {
  const isList = [...entries.keys()].every((key, index) => key === String(index))
  return isList ? [...entries.values()] : Object.fromEntries(entries)
}

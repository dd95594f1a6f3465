import { mbScrub } from './utf8.js'

/**
 * A value in PHP after decoding JSON or a form. Arrays with keys other than 0..n are objects. From
 * 10^14 on an int is a `bigint` and a float a `number`, because they are written differently.
 */
export type PhpValue = null | boolean | number | bigint | string | PhpValue[] | PhpObject

/** A PHP array with string keys. */
export interface PhpObject {
  [key: string]: PhpValue
}

/** A PHP array of values of one kind: a list or a map. */
export type PhpArray<T> = T[] | { [key: string]: T }

/** Request parameters, as PHP's `parse_str` or a JSON body gives them. */
export type Params = ReadonlyMap<string, PhpValue>

/** Thrown where PHP would throw a TypeError that is not caught: the answer is a 500. */
export class PhpTypeError extends Error {}

/** PHP's `empty()`: `"0"` is empty, `"false"` is not (quirk 14). */
export function isEmpty(value: PhpValue | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === '0') return true
  if (value === false || value === 0 || value === 0n) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** PHP's `is_array()`. */
export function isArray(value: PhpValue | undefined): value is PhpValue[] | PhpObject {
  return typeof value === 'object' && value !== null
}

/** The items of an array by key; none of anything else. */
export function itemsOf(value: PhpValue | undefined): PhpObject {
  return isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}

/** PHP's `(bool)`. */
export function toBool(value: PhpValue | undefined): boolean {
  return !isEmpty(value)
}

const INT_MAX = 2n ** 63n - 1n
const INT_MIN = -(2n ** 63n)
const BIG = 10n ** 14n

/** The nearest number within the range of PHP's int. */
export function saturated(int: bigint): bigint {
  return int > INT_MAX ? INT_MAX : int < INT_MIN ? INT_MIN : int
}

/** An int as a PHP value. */
export function phpInt(int: bigint): number | bigint {
  return int > -BIG && int < BIG ? Number(int) : int
}

/**
 * PHP's `(int)`: reads leading digits and ignores the rest, arrays are 0 or 1, limited to 64 bits.
 */
export function toInt64(value: PhpValue | undefined): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number')
    return Number.isFinite(value) ? BigInt.asIntN(64, BigInt(Math.trunc(value))) : 0n
  if (typeof value !== 'string') return toBool(value) ? 1n : 0n
  const number = /^[ \t\n\r\v\f]*([+-]?)(?:(\d+)|(?=\.\d))(\.\d*)?(e[+-]?\d+)?/i.exec(value)
  if (number === null) return 0n
  const [all, sign = '', digits = '0', fraction, exponent] = number
  if (fraction === undefined && exponent === undefined)
    return saturated(BigInt(sign === '-' ? `-${digits}` : digits))
  const float = Number(all)
  return Number.isFinite(float) ? saturated(BigInt(Math.trunc(float))) : 0n
}

/** The same as a JavaScript number, which is exact enough for row ids and seconds. */
export function toInt(value: PhpValue | undefined): number {
  return Number(toInt64(value))
}

/** PHP's `is_numeric()` for strings. */
export function isNumeric(text: string): boolean {
  return /^[ \t\n\r\v\f]*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?[ \t\n\r\v\f]*$/i.test(text)
}

/** PHP's cast to string; an array is the text `Array`. */
export function toText(value: PhpValue | undefined): string {
  if (value === undefined || value === null || value === false) return ''
  if (value === true) return '1'
  if (typeof value === 'number') return floatText(value)
  return typeof value === 'object' ? 'Array' : String(value)
}

/** Formats a float like PHP with `precision = 14`: `1.0E+25`. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NAN'
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  if (Object.is(value, -0)) return '-0'
  const [digits = '', power = '0'] = value.toExponential(13).split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 14) return String(Number(value.toPrecision(14)))
  const short = digits.replace(/\.?0+$/, '')
  return `${short.includes('.') ? short : `${short}.0`}E${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

/** Converts the argument for a `string` parameter in PHP: null and arrays are a TypeError. */
export function toStringArgument(value: PhpValue | undefined): string {
  if (value === undefined || value === null || typeof value === 'object') {
    throw new PhpTypeError('not a string')
  }
  return toText(value)
}

/** PHP's `trim()`: removes only ASCII white space and NUL, so a no-break space stays. */
export function trim(text: string): string {
  const { start, end } = { start: /^[ \t\n\r\0\v]+/, end: /[ \t\n\r\0\v]+$/ }
  return text.replace(start, '').replace(end, '')
}

/**
 * PHP 8.2's `mb_convert_case(…, MB_CASE_LOWER)`: converts each character alone, without a final
 * sigma.
 */
export function lowerCase(text: string): string {
  let lower = ''
  for (const letter of mbScrub(text)) lower += letter.toLowerCase()
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

/** PHP's `array_map` for a list or a map. The keys stay. */
export function arrayMap<From, To>(
  array: PhpArray<From>,
  change: (item: From) => To,
): PhpArray<To> {
  if (Array.isArray(array)) return array.map(change)
  return Object.fromEntries(Object.entries(array).map(([key, item]) => [key, change(item)]))
}

/** A PHP array for json_encode: a list if its keys are 0, 1, 2 …, otherwise an object. */
export function phpArray(entries: ReadonlyMap<string, PhpValue>): PhpValue {
  const isList = [...entries.keys()].every((key, index) => key === String(index))
  return isList ? [...entries.values()] : Object.fromEntries(entries)
}

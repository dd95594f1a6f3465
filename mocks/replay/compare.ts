import type { Aliases } from './aliases.js'
import { isObject, type Json, type RecordedResponse } from './exchange.js'
import type { Received } from './received.js'

const HEADERS = [
  'content-type',
  'location',
  'allow',
  'www-authenticate',
  'content-disposition',
  'vary',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'access-control-max-age',
]

/** Headers of a fetched page whose values depend on the time of the fetch. */
const FETCH_TIME = new Set(['date', 'age', 'expires', 'last-modified', 'etag'])

/** The differences between a recorded answer and the fake's; empty if there are none. */
export function differences(
  expected: RecordedResponse,
  actual: Received,
  aliases: Aliases,
): string[] {
  const found: string[] = []
  if (expected.status !== actual.status) {
    found.push(`status: expected ${expected.status}, got ${actual.status}`)
  }
  const headers = new Headers(expected.headers)
  for (const name of HEADERS) {
    const want = comparable(name, aliases.address(headers.get(name) ?? ''))
    const have = comparable(name, actual.headers.get(name) ?? '')
    if (want !== have) found.push(`${name}: expected ${show(want)}, got ${show(have)}`)
  }
  return [...found, ...bodyDifferences(expected, actual, aliases)]
}

/** Names of character sets ignore case. */
function comparable(name: string, value: string): string {
  return name === 'content-type' ? value.toLowerCase().replace(/\s/g, '') : value
}

function bodyDifferences(expected: RecordedResponse, actual: Received, aliases: Aliases): string[] {
  const type = expected.headers['content-type'] ?? ''
  if (expected.json !== undefined) {
    if (actual.body === undefined) return [`body: expected JSON, got ${show(actual.text)}`]
    return jsonDifferences(normal(expected.json, aliases), normal(actual.body, aliases), 'body')
  }
  if (expected.base64Head !== undefined) return kindDifference(expected.base64Head, actual.bytes)
  const text = aliases.address(expected.text ?? '')
  if (text === '')
    return actual.text === '' ? [] : [`body: expected none, got ${show(actual.text)}`]
  if (/html/.test(type) || text.startsWith('<!DOCTYPE')) {
    return actual.text === '' ? ['body: expected HTML, got none'] : []
  }
  if (/csv/.test(type)) {
    return text === actual.text ? [] : [`body: expected ${show(text)}, got ${show(actual.text)}`]
  }
  const missing = wordsOf(text).filter((word) => !wordsOf(actual.text).includes(word))
  return missing.length === 0 ? [] : [`body: lacks ${show(missing.join(' '))}`]
}

/** The words of a text file, without markup and times. */
function wordsOf(text: string): string[] {
  const words = text.replace(/<[^>]*>/g, ' ').split(/[\s=]+/)
  return [...new Set(words)].filter((word) => !/\d\d:\d\d/.test(word))
}

/** Binary files must only be of the same kind and not empty. */
function kindDifference(head: string, bytes: Uint8Array): string[] {
  const expected = Uint8Array.from(atob(head), (letter) => letter.charCodeAt(0))
  const magic = (data: Uint8Array) => {
    const start = new TextDecoder('latin1').decode(data.subarray(0, 4))
    return /^(PK|%PDF)/.test(start)
      ? start
      : new TextDecoder('latin1').decode(data.subarray(60, 64))
  }
  const [want, have] = [magic(expected), magic(bytes)]
  return want === have ? [] : [`body: expected a file of kind ${show(want)}, got ${show(have)}`]
}

/**
 * Replaces values that differ between any two runs: tokens, secrets, `uid` and the times of
 * fetches.
 */
function normal(value: unknown, aliases: Aliases, key = ''): Json {
  if (Array.isArray(value)) return value.map((item) => normal(item, aliases))
  if (typeof value === 'string') return normalText(value, key, aliases)
  if (typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value !== 'object' || value === null) return null
  const entries = Object.entries(value).map(([name, item]): [string, Json] => {
    if (key === 'headers' && FETCH_TIME.has(name)) return [name, 'AT-FETCH']
    return [name, normal(item, aliases, name)]
  })
  const object = Object.fromEntries(entries)
  const { label, slug } = object
  if (typeof label === 'string' && typeof slug === 'string' && !isLatin(label)) {
    object['slug'] = slug.startsWith('t:') ? 't:…' : slug
  }
  return object
}

function normalText(text: string, key: string, aliases: Aliases): string {
  if (/^(access_token|refresh_token|client_secret|feed_token)$/.test(key) && text !== '') return key
  if (key === 'uid') return /^[0-9a-f]{13}\d\.\d{8}$/.test(text) ? 'UID' : text
  if (key === 'client_id') return text.replace(/^(\d+)_.+$/, '$1_GENERATED')
  return aliases.address(text)
}

function isLatin(label: string): boolean {
  return /[\p{Script=Latin}\d]/u.test(label) && !/(?!\p{Script=Latin})\p{L}/u.test(label)
}

function jsonDifferences(expected: Json, actual: Json, path: string): string[] {
  if (expected === actual) return []
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length)
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      pairDifferences(expected[index], actual[index], `${path}[${index}]`),
    )
  }
  if (isObject(expected) && isObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
    return [...keys].flatMap((key) => pairDifferences(expected[key], actual[key], `${path}.${key}`))
  }
  return [`${path}: expected ${show(expected)}, got ${show(actual)}`]
}

function pairDifferences(expected: Json | undefined, actual: Json | undefined, path: string) {
  if (expected === undefined) return [`${path}: not expected, got ${show(actual)}`]
  if (actual === undefined) return [`${path}: expected ${show(expected)}, got none`]
  return jsonDifferences(expected, actual, path)
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

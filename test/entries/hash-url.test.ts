import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashUrl } from 'wallabag-sdk'
import { isObject } from '../contract/openapi.js'
import { recordings } from '../contract/recordings.js'

/**
 * PHP's `urldecode` by another way than the SDK's: on a Latin-1 text in which each character is a
 * byte, by one expression; then OpenSSL's SHA-1.
 */
function oracle(url: string): string {
  const bytes = Buffer.from(url, 'utf8').toString('latin1')
  const decoded = bytes
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return createHash('sha1').update(Buffer.from(decoded, 'latin1')).digest('hex')
}

const piece = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('%', '%%', '+', '%2', '%zz', '%C3%A9', '%ff%FE', '%00', '%2B', '%25', '%2525'),
  fc.constantFrom('é', '日本', '🚀', 'a b', '#x', '?q=1&', '/', 'ß', '\u0301', '\ud800'),
  fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
)
const url = fc.array(piece, { maxLength: 12 }).map((pieces) => `http://h.test/${pieces.join('')}`)

describe('the hash of a URL is the server’s', () => {
  test('for any text: escapes, broken ones, plus signs, bytes that are no UTF-8', () => {
    fc.assert(
      fc.property(url, (text) => hashUrl(text) === oracle(text)),
      { numRuns: 5000 },
    )
  })

  test('for any length around the block of SHA-1', () => {
    for (let length = 0; length < 200; length++) {
      expect(hashUrl('é'.repeat(length))).toBe(oracle('é'.repeat(length)))
    }
  })

  test('for every URL that a real server has hashed', () => {
    const seen = new Map<string, string>()
    const collect = (value: unknown): void => {
      if (Array.isArray(value)) for (const item of value) collect(item)
      if (!isObject(value)) return
      const { given_url: given, hashed_given_url: hash } = value
      if (typeof given === 'string' && typeof hash === 'string') seen.set(given, hash)
      const { url, hashed_url: hashed } = value
      if (typeof url === 'string' && typeof hashed === 'string') seen.set(url, hashed)
      for (const inner of Object.values(value)) collect(inner)
    }
    for (const { json } of recordings) collect(json)
    expect(seen.size).toBeGreaterThan(50)
    const wrong = [...seen].filter(([text, hash]) => hashUrl(text) !== hash)
    expect(wrong).toEqual([])
  })

  test.each([
    ['http://blog.test/none/full', '1875d4ea4093ec7d40f5c04967d53ee61a33436f'],
    ['http://blog.test/none/caf%C3%A9+bar?q=a%20b&c=1', 'd043af24d5126ee24bc2c82cb22270fa8072ecb8'],
    ['http://blog.test/none/café bar?q=a b&c=1', 'd043af24d5126ee24bc2c82cb22270fa8072ecb8'],
  ])('%s is %s', (text, hash) => {
    expect(hashUrl(text)).toBe(hash)
  })

  test('spellings of one text are one, all else is not normalised', () => {
    const of = (path: string) => hashUrl(`http://h.test/${path}`)
    expect(of('a%20b')).toBe(of('a+b'))
    expect(of('a%20b')).toBe(of('a b'))
    expect(of('%C3%A9')).toBe(of('é'))
    for (const other of ['a#', 'a/', 'A', 'a?', 'a&', '%2561']) expect(of(other)).not.toBe(of('a'))
    expect(hashUrl('http://bücher.test/')).not.toBe(hashUrl('http://xn--bcher-kva.test/'))
    expect(hashUrl('HTTP://h.test/')).not.toBe(hashUrl('http://h.test/'))
  })
})

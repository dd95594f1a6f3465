import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { hashUrl } from 'wallabag-sdk'
import { CliError } from '../../cli/src/exit.js'
import { identityOf } from '../../cli/src/importers/plan.js'
import { readExport } from '../../cli/src/importers/read.js'
import { sized } from '../support/size.js'

// What a reader makes of a damaged file, told by rules that know nothing of the readers: an address that
// still stands whole in a line which was not touched must come out as a row, or the file is refused.

const cases = fileURLToPath(new URL('exports/cases', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wallabag-damaged-'))
afterAll(() => rmSync(folder, { recursive: true }))

const files = readdirSync(cases, { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .flatMap(({ name }) => readdirSync(join(cases, name)).map((file) => `${name}/${file}`))
  .filter((name) => !['omnivore/unpacked', 'readwise/highlights.csv'].includes(name))

/** The addresses that a reader gives for a file, or `null` when it refuses it. */
async function read(name: string, bytes: Uint8Array): Promise<string[] | null> {
  const path = join(folder, name.replace('/', '-'))
  writeFileSync(path, bytes)
  try {
    const { rows } = await readExport([path])
    return rows.map(({ url, broken }) => `${url} ${broken ?? ''}`)
  } catch (error) {
    expect(error, `${name}: ${error instanceof Error ? error.stack : error}`).toBeInstanceOf(
      CliError,
    )
    return null
  }
}

/** The addresses of links in a piece of a file, whose own line or tag it holds to its end. */
function addressesIn(name: string, text: string): string[] {
  if (/<(?:a|post)\s/i.test(text)) {
    const hrefs = text.matchAll(/<(?:a|post)\s+href=(?:"([^"]*)"|'([^']*)')[^>]*>/gi)
    return [...hrefs].map((match) => decoded(match[1] ?? match[2] ?? ''))
  }
  if (name.endsWith('.txt'))
    return (
      text
        .match(/^\s*(?:[-*] )?https?:\/\/\S+[^\s,]/gm)
        ?.map((one) => one.replace(/^[\s\-*]+/, '')) ?? []
    )
  return text.match(/https?:\/\/[a-z]\.example\/[^\s,;"]*/g) ?? []
}

function decoded(text: string): string {
  return text.replaceAll('&amp;', '&')
}

test('addresses are one in a plan when they are on the server', () => {
  const pieces = fc.constantFrom(
    'a',
    'A',
    '%61',
    '%2B',
    '+',
    ' ',
    '%20',
    'é',
    '%C3%A9',
    '%c3%a9',
    '%',
    '%zz',
    '/',
  )
  const url = fc.array(pieces, { maxLength: 4 }).map((parts) => `https://e.org/${parts.join('')}`)
  fc.assert(
    fc.property(url, url, (one, other) => {
      expect(identityOf(one) === identityOf(other)).toBe(hashUrl(one) === hashUrl(other))
    }),
    { numRuns: sized(300, 2000), seed: 20 },
  )
})

test.each(files)(
  '%s may break off anywhere: what stands before is read, or the file is refused',
  async (name) => {
    const bytes = readFileSync(join(cases, name))
    for (let end = 0; end < bytes.length; end += sized(997, 97)) {
      const found = await read(name, bytes.subarray(0, end))
      const text = bytes.subarray(0, end).toString()
      if (found === null || /\.zip$|utf16|\.json$/.test(name)) continue
      const whole = text.slice(0, text.lastIndexOf(/<a\s/i.test(text) ? '>' : '\n') + 1)
      for (const url of addressesIn(name, whole)) {
        expect(
          found.some((one) => one.includes(url)),
          `${url} of ${name} cut at ${end}`,
        ).toBe(true)
      }
      const isCut = /<a\s[^>]*$/i.exec(text)
      if (isCut) expect(found.at(-1), `${name} cut at ${end}`).toContain('The link is damaged')
    }
  },
)

test.each(files)('%s with any bytes in it is read or refused', async (name) => {
  const bytes = readFileSync(join(cases, name))
  const place = fc.nat({ max: bytes.length })
  const noise = fc.uint8Array({ maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(place, fc.nat({ max: 12 }), noise, async (at, gone, added) => {
      const damaged = [bytes.subarray(0, at), added, bytes.subarray(at + gone)]
      await read(name, Buffer.concat(damaged))
    }),
    { numRuns: sized(5, 50), seed: 17 },
  )
})

describe('damage in one line takes no link of another line with it', () => {
  const lined = files.filter(
    (name) => /\.(csv|txt|html|xml)$/.test(name) && !/utf16|cp1251|unclosed/.test(name),
  )
  const spice = fc.string({
    unit: fc.constantFrom(
      '"',
      "'",
      '<',
      '>',
      '&',
      ',',
      '-',
      '!',
      '=',
      '\\',
      'a',
      ' ',
      '<!--',
      '<script>',
      '<textarea>',
      '</a>',
      '<a ',
      '<title>',
      'https://',
    ),
    maxLength: 6,
  })

  test.each(lined)('%s', async (name) => {
    const lines = readFileSync(join(cases, name), 'utf8').split('\n')
    // The head line says what a file is.
    const line = fc.integer({ min: 1, max: Math.max(1, lines.length - 1) })
    await fc.assert(
      fc.asyncProperty(line, fc.nat({ max: 80 }), spice, async (at, column, added) => {
        const text = lines[at] ?? ''
        const changed = lines.with(
          Math.min(at, lines.length - 1),
          text.slice(0, column) + added + text.slice(column),
        )
        const found = await read(name, Buffer.from(changed.join('\n')))
        if (found === null) return
        for (const [number, other] of lines.entries()) {
          if (number === at) continue
          for (const url of addressesIn(name, other)) {
            expect(
              found.some((one) => one.includes(url)),
              `${url} of line ${number} in\n${changed.join('\n')}`,
            ).toBe(true)
          }
        }
      }),
      { numRuns: sized(10, 80), seed: 19 },
    )
  })
})

/** Every place of a tree, by what holds it. */
function placesIn(tree: unknown): { holder: object; key: string }[] {
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([key, value]) => [{ holder: tree, key }, ...placesIn(value)])
}

const trees = files.filter((name) => /\.json$|\/Bookmarks$/.test(name))

test.each(trees)(
  '%s with any value put in place of another one loses no other link',
  async (name) => {
    const text = readFileSync(join(cases, name), 'utf8').replace(/^\uFEFF/, '')
    const count = placesIn(JSON.parse(text)).length
    const value = fc.oneof(
      fc.constant(undefined),
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom([[]], [{}], { url: 'https://put.invalid/' }, '\u0000', -0, 1e300),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: count - 1 }), value, async (at, put) => {
        const tree: unknown = JSON.parse(text)
        const { holder, key } = placesIn(tree)[at] ?? {}
        if (holder && key !== undefined) Reflect.set(holder, key, put)
        const found = await read(name, Buffer.from(JSON.stringify(tree)))
        if (found === null) return
        for (const { holder, key } of placesIn(tree)) {
          const url: unknown = Reflect.get(holder, key)
          if (!/^(url|uri|href)$/.test(key) || typeof url !== 'string' || !url.includes('.example'))
            continue
          expect(
            found.some((one) => one.includes(url)),
            `${url} of ${JSON.stringify(tree)}`,
          ).toBe(true)
        }
      }),
      { numRuns: sized(10, 300), seed: 18 },
    )
  },
)

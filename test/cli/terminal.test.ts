import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError, WallabagError } from 'wallabag-sdk'
import { messageOf, remedyOf } from '../../cli/src/output/error.js'
import { cutTo, day, widthOf, wrapped } from '../../cli/src/output/text.js'
import { type Bench, createBench } from '../support/command.js'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
  const at = Date.UTC(2026, 5, 1, 12) / 1000
  const seed = (n: number, title: string, more: object = {}) =>
    bench.fake.seed.entry({ url: `https://wide.example/${n}`, title, createdAt: at + n, ...more })
  seed(1, 'A short one')
  seed(
    2,
    'A title that is much longer than any terminal of eighty columns can show in one line of it',
    {
      tags: ['one quite long tag', 'another quite long tag', 'and a third'],
      starred: true,
    },
  )
  seed(3, '題名がとても長い記事のタイトルです。題名がとても長い記事のタイトルです。', {
    archived: true,
  })
  seed(
    4,
    `${'x'.repeat(33)}👩‍👩‍👧‍👦 and more that does not fit into the line at all, not even nearly`,
  )
  seed(5, '')
})

afterAll(() => bench.close())

/** What a list shows on a terminal of so many columns. */
async function shown(columns: number): Promise<string[]> {
  const terminal = bench.terminal(['list', '--oldest'], { columns })
  expect(await terminal.exitCode).toBe(0)
  return terminal.screen.trim().split('\n')
}

describe('a list on a terminal of 80 columns', () => {
  test('is one line for each entry, with marks, the title giving way last', async () => {
    const lines = await shown(80)
    expect(lines).toEqual([
      'id  saved       minutes  title                            tags        domain',
      '1   2026-06-01  0        A short one                                  wide.exam…',
      '2   2026-06-01  0        ★ A title that is much longer…   one quite…  wide.exam…',
      '3   2026-06-01  0        ✓ 題名がとても長い記事のタイト…              wide.exam…',
      `4   2026-06-01  0        ${'x'.repeat(30)}…              wide.exam…`,
      '5   2026-06-01  0        https://wide.example/5                       wide.exam…',
    ])
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80)
  })
})

describe('text', () => {
  test.each([
    ['plain text', 5, 'plai…'],
    ['題名がとても', 7, '題名が…'],
    ['ab👩‍👩‍👧‍👦cd', 4, 'ab…'],
    ['ab👩‍👩‍👧‍👦cd', 5, 'ab👩‍👩‍👧‍👦…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['fits', 4, 'fits'],
  ])('%s is cut to %i columns between letters', (text, width, cut) => {
    expect(cutTo(text, width)).toBe(cut)
    expect(widthOf(cut)).toBeLessThanOrEqual(width)
  })

  test('a long line is broken between words, and goes on under its beginning', () => {
    expect(wrapped('one two three', 7)).toBe('one two\nthree')
    expect(wrapped('  one two\nshort', 6)).toBe('  one\n  two\nshort')
    expect(wrapped('see https://long.example/address now', 8)).toBe(
      'see\nhttps://long.example/address\nnow',
    )
    expect(wrapped('題名 題名', 5)).toBe('題名\n題名')
    expect(wrapped('two  blanks', 80)).toBe('two  blanks')
  })

  test('days are those of the place where one is', () => {
    const before = process.env['TZ']
    try {
      process.env['TZ'] = 'Pacific/Kiritimati'
      expect(day(new Date('2026-01-31T20:00:00Z'))).toBe('2026-02-01')
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })
})

test('an import shows one bar, however many tags its rows share', async () => {
  const listeners = process.listenerCount('exit')
  const rows = Array.from({ length: 6 }, (_, n) => `https://bar.example/${n},t${n % 3}|u${n % 2}`)
  const { code, screen } = await bench.inside(['import', '-', '--yes'], {
    input: `url,tags\n${rows.join('\n')}`,
    columns: 80,
  })
  expect(code).toBe(0)
  expect(screen).toContain('6/6')
  expect(screen).not.toContain('Tagging')
  expect(process.listenerCount('exit')).toBe(listeners)
})

describe('what went wrong', () => {
  const folders = ['http', 'auth', 'diagnose', 'api'].map(
    (name) => new URL(`../../src/${name}/`, import.meta.url),
  )
  const sources = folders.flatMap((folder) =>
    readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8')),
  )
  const hints = sources.flatMap((text) =>
    [...text.matchAll(/hint: '([^']*)'|^ {2,}'([^'\n]*`[^'\n]*)',$/gm)].map(
      ([, named = '', listed = '']) => named || listed,
    ),
  )

  const optional = /`(url|username|password|limits|validate[^`]*|timeout|totalTimeout|page)`/

  test('is said in the words of the command, whatever hint of the SDK comes with it', () => {
    const named = hints.filter((hint) => optional.test(hint))
    expect(named.length).toBeGreaterThan(5)
    for (const hint of [...named, 'Set `optionOfTomorrow` to 3.', 'Use `entries.idOf(url)`.']) {
      const error = new WallabagError('server_error', 'GET /api/entries failed.', { hint })
      expect(messageOf(error)).toBe('GET /api/entries failed.')
    }
    const hint = 'Ask the administrator of `/api`.'
    const kept = new WallabagError('server_error', 'GET /api/entries failed.', { hint })
    expect(messageOf(kept)).toBe(`GET /api/entries failed. ${hint}`)
  })

  test.each([
    ['bad_credentials', 'Check both with “wallabag login”'],
    ['refresh_expired', 'Log in again: wallabag login'],
    ['rate_limited', 'Wait a few minutes.'],
    ['timeout', 'Try again later.'],
  ] as const)(
    'names the way out of %s by its code, and not by the words of the SDK',
    (code, said) => {
      const error = new WallabagError(code, 'It failed.', { hint: 'Some words.' })
      expect(messageOf(error)).toMatch(/^It failed\. /)
      expect(messageOf(error)).toContain(said)
      expect(messageOf(error)).not.toContain('Some words.')
    },
  )

  test('of a host that nobody knows asks for its spelling', () => {
    const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
    const error = new WallabagError('network', 'It failed.', { hint: 'Some words.', cause })
    expect(messageOf(error)).toBe('It failed. Is the address spelt right?')
  })

  test('of an input leaves out what the SDK calls it', () => {
    const error = new InputError('invalid_option', 'url: it is no web address.')
    expect(messageOf(error)).toBe('it is no web address.')
  })

  test('of a finding names the command that mends it', () => {
    const finding = { severity: 'problem', message: 'It moved.', remedy: 'Some words.' } as const
    const url = 'https://read.example.org'
    expect(remedyOf({ ...finding, code: 'moved', url })).toBe(`Log in there: wallabag login ${url}`)
    expect(remedyOf({ ...finding, code: 'wrong_password', url: null })).toContain('wallabag login')
    expect(remedyOf({ ...finding, code: 'server_down', url: null })).toBe('Some words.')
  })

  test.each([
    ['show', 'Not there: 99999'],
    ['export', 'Failed: 99999: There is no entry 99999, or it belongs to another user.'],
  ])('of an entry that %s does not find, without the request', async (command, said) => {
    const { code, stderr } = await bench.inside([command, '99999'])
    expect(stderr).toContain(said)
    expect(stderr).not.toContain('GET')
    expect(code).toBe(1)
  })

  test('with the user name and the password', async () => {
    // Tokens of former runs would do without the password.
    const fresh = { XDG_CONFIG_HOME: `${bench.home}/fresh` }
    const env = { ...bench.account, ...fresh, WALLABAG_PASSWORD: 'wrong' }
    const { code, stderr } = await bench.inside(['count'], { env })
    expect(stderr).toContain('Check both with “wallabag login”')
    expect(code).toBe(3)
  })
})

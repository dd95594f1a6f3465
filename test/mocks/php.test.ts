import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isLocale } from '../../mocks/content/locale.js'
import { fileNameOf } from '../../mocks/export/filename.js'
import { formatDate, newDateTime, parsePhpDate, stored } from '../../mocks/php/date-time.js'
import { jsonDecode, jsonEncode } from '../../mocks/php/json.js'
import { buildQuery, parseStr, urldecode } from '../../mocks/php/query.js'
import { sha1 } from '../../mocks/php/sha1.js'
import { uniqueSlug } from '../../mocks/php/slug.js'
import { hashUrl, isValidUrl, parseUrl, titleFromUrl } from '../../mocks/php/url.js'
import { bytesFrom, mbScrub, textFrom } from '../../mocks/php/utf8.js'
import { compareBinary, isEmpty, lowerCase, toInt, toText, trim } from '../../mocks/php/values.js'

describe('PHP values', () => {
  it.each([null, undefined, '', '0', 0, false, [], {}])('%o is empty', (value) => {
    expect(isEmpty(value)).toBe(true)
  })

  it.each(['false', 'no', '00', ' ', '0.0', 1, -1, true, [0], { a: null }])(
    '%o is not empty',
    (value) => {
      expect(isEmpty(value)).toBe(false)
    },
  )

  it.each([
    ['abc', 0],
    ['12abc', 12],
    [' 7', 7],
    ['-3', -3],
    ['1e3', 1000],
    ['1.9', 1],
    ['', 0],
    [true, 1],
    [[], 0],
    [['2'], 1],
  ])('(int) %o is %i', (value, number) => {
    expect(toInt(value)).toBe(number)
  })

  it('casts to text', () => {
    expect([toText(true), toText(false), toText(null), toText(5), toText(['a'])]).toEqual([
      '1',
      '',
      '',
      '5',
      'Array',
    ])
  })

  it('trims ASCII white space only, and lower-cases letter by letter', () => {
    expect(trim(' \t\n\0a b\u00a0 ')).toBe('a b\u00a0')
    expect(lowerCase('ÉTÉ ΟΔΟΣ')).toBe('été οδοσ')
  })

  it('compares by code point', () => {
    expect(['🚀', '日本', 'é', 'b', 'a/b', 'a', '\uffee'].sort(compareBinary)).toEqual([
      'a',
      'a/b',
      'b',
      'é',
      '日本',
      '\uffee',
      '🚀',
    ])
  })
})

describe('PHP queries', () => {
  it.each([
    ['a+b', 'a b'],
    ['%C3%A9', 'é'],
    ['100%', '100%'],
    ['%zz%41', '%zzA'],
    ['%2541', '%41'],
    ['é', 'é'],
  ])('decodes %o', (text, decoded) => {
    expect(urldecode(text)).toBe(decoded)
  })

  it.each([
    ['a=1&a=2', { a: '2' }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a%5B%5D=1', { a: ['1'] }],
    ['a[x]=1&a[y][]=2', { a: { x: '1', y: ['2'] } }],
    ['a[1]=x', { a: { '1': 'x' } }],
    ['a.b=1&c d=2', { a_b: '1', c_d: '2' }],
    ['a', { a: '' }],
    ['=1&&a=b=c', { a: 'b=c' }],
    ['a=1&a[]=2', { a: ['2'] }],
    [']=1&%5Ba=2&b%00c=3&%00=4', { ']': '1', b: '3' }],
    ['a[x]y[z]=1&b[x=2&c[ ]=3', { a: { x: '1' }, b_x: '2', c: ['3'] }],
    [`a=1&a${'[b]'.repeat(65)}=2&c=3`, { c: '3' }],
    ['a[5]=x&a[1]=y&a[]=z', { a: { '1': 'y', '5': 'x', '6': 'z' } }],
  ])('parses %o', (text, values) => {
    expect(Object.fromEntries(parseStr(text))).toEqual(values)
  })

  it('reads a thousand variables and no more', () => {
    expect(parseStr(Array.from({ length: 1200 }, (_, n) => `k${n}=1`).join('&')).size).toBe(1000)
  })

  it('builds links as Symfony does', () => {
    expect(
      buildQuery([
        ['a', null],
        ['b', true],
        ['c', false],
        ['d', 'x y,z/?:@&=+é~\'"%2F'],
        ['e', ''],
      ]),
    ).toBe('b=1&c=0&d=x%20y,z/?:@%26%3D%2B%C3%A9~%27%22%2F&e=')
  })
})

describe('PHP dates on a server in UTC', () => {
  const now = 1_700_000_000
  it.each([
    ['@1709202030', '2024-02-29T10:20:30+0000'],
    ['@1709202030000', '56132-06-15T21:40:00+0000'],
    ['2024-02-29T10:20:30+02:00', '2024-02-29T10:20:30+0200'],
    ['2024-02-29T10:20:30.123Z', '2024-02-29T10:20:30+0000'],
    ['2020-01-02 03:04:05', '2020-01-02T03:04:05+0000'],
    ['2020-01-02', '2020-01-02T00:00:00+0000'],
    ['2024-02-30', '2024-03-01T00:00:00+0000'],
    ['01/31/2024', '2024-01-31T00:00:00+0000'],
    ['31-01-2024 10:00', '2024-01-31T10:00:00+0000'],
    ['Thu, 29 Feb 2024 10:20:30 GMT', '2024-02-29T10:20:30+0000'],
    ['February 29, 2024', '2024-02-29T00:00:00+0000'],
    ['2024-02-29 10:00 EST', '2024-02-29T10:00:00-0500'],
    ['now', '2023-11-14T22:13:20+0000'],
    ['yesterday', '2023-11-13T00:00:00+0000'],
    ['+1 day', '2023-11-15T22:13:20+0000'],
    ['2 hours ago', '2023-11-14T20:13:20+0000'],
    ['Thu Feb 29 10:20:30 2024', '2024-02-29T10:20:30+0000'],
    ['weekdays', '2023-11-20T00:00:00+0000'],
    ['last day of february 2024 -3 days', '2024-02-29T00:00:00+0000'],
    ['Asia/Tokyo', '2023-11-15T07:13:20+0900'],
    ['2024-02-29\u00a010:00', '2024-02-29T10:00:00+0000'],
  ])('reads %o', (text, date) => {
    const parsed = parsePhpDate(text, now)
    expect(parsed && formatDate(parsed)).toBe(date)
  })

  it.each(['not a date', '2024-13-01', '2024-01-01 25:00', '30.30.30.30', '@9223372036854775808'])(
    'does not read %o',
    (text) => {
      expect(parsePhpDate(text, now)).toBeNull()
    },
  )

  it.each([
    ['10000-01-01 00:00:00', 'position 12 (0): Double time specification'],
    ['2024-01-02 2024-01-03', 'position 11 (2): Double date specification'],
    ['abc', 'position 0 (a): The timezone could not be found in the database'],
    ['#', 'position 0 (#): Unexpected character'],
  ])('says where it cannot read %o', (text, place) => {
    const message = `Failed to parse time string (${text}) at ${place}`
    expect(() => newDateTime(text, now)).toThrow(message)
  })

  it('stores the wall clock without its offset', () => {
    const date = parsePhpDate('2024-02-29T11:55:58+0200', now)
    expect(date && formatDate({ seconds: stored(date), offset: 0 })).toBe(
      '2024-02-29T11:55:58+0000',
    )
  })
})

describe('URLs', () => {
  it('hashes the decoded URL', () => {
    expect(hashUrl('http://x/a+b')).toBe(hashUrl('http://x/a%20b'))
    expect(hashUrl('http://x/A')).not.toBe(hashUrl('http://x/a'))
  })

  it.each(['', 'abc', 'é🚀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'x'.repeat(1000)])(
    'sha1 of %o',
    (text) => {
      expect(sha1(text)).toBe(createHash('sha1').update(text).digest('hex'))
    },
  )

  it.each([
    [
      'http://u:p@x.test:80/a?b#c',
      {
        scheme: 'http',
        user: 'u',
        pass: 'p',
        host: 'x.test',
        port: 80,
        path: '/a',
        query: 'b',
        fragment: 'c',
      },
    ],
    ['not a url', { path: 'not a url' }],
    ['http:///x', null],
    ['javascript:alert(1)', { scheme: 'javascript', path: 'alert(1)' }],
    ['', { path: '' }],
    ['http://', null],
    ['localhost:80/a', { host: 'localhost', port: 80, path: '/a' }],
    ['localhost:65536', null],
    ['/a:80', null],
    ['//x.test/a', { host: 'x.test', path: '/a' }],
    ['file:///a', { scheme: 'file', path: '/a' }],
    ['http://x.test/a\nb', { scheme: 'http', host: 'x.test', path: '/a_b' }],
    ['http://[::1]:8/', { scheme: 'http', host: '[::1]', port: 8, path: '/' }],
  ])('parses %o', (url, parts) => {
    expect(parseUrl(url)).toEqual(parts)
  })

  it.each([
    ['http://x.test/a/b', 'b'],
    ['http://x.test/a/', 'a'],
    ['http://x.test/', 'x.test'],
    ['http://x.test', 'x.test'],
    ['http://x.test/0', 'x.test'],
    ['not a url', 'not a url'],
    ['', null],
  ])('takes the title of %o', (url, title) => {
    expect(titleFromUrl(url)).toBe(title)
  })

  it.each([
    ['http://x.test/a?b=c&d[]=1#e', true],
    ['https://münchen.test/é', true],
    ['http://localhost:8000', true],
    ['http://x', true],
    ['http://xn--bcher-kva.xn--p1ai/', true],
    ['http://x..test/', false],
    ['http://münchen/', false],
    ['http://x.test/a b', false],
    [' http://x.test/', false],
    ['ftp://x.test/', false],
    ['javascript:alert(1)', false],
    ['x.test', false],
  ])('validates %o: %o', (url, isValid) => {
    expect([isValidUrl(url, false), isValidUrl(url, true)]).toEqual([isValid, isValid])
  })

  it('validates emoji on 2.7.0-dev only, and a newline at the end on 2.6.14 only', () => {
    const urls = ['http://x.test/🚀', 'http://x.test/\n']
    expect(urls.map((url) => isValidUrl(url, false))).toEqual([false, true])
    expect(urls.map((url) => isValidUrl(url, true))).toEqual([true, false])
  })
})

describe('locales', () => {
  it.each([
    ['fr', true, true],
    ['fr_US', false, false],
    ['nb_NO', true, true],
    ['tl_PH', true, true],
    ['FR_fr', false, true],
    ['deu', false, true],
    ['iw', false, false],
    ['haw', false, false],
    ['en_US_POSIX', false, false],
  ])('%s: %o on 2.6.14, %o on 2.7.0-dev', (value, released, dev) => {
    expect([isLocale(value, false), isLocale(value, true)]).toEqual([released, dev])
  })
})

describe('slugs', () => {
  const slug = (label: string, taken: string[] = [], version: '2.6.14' | '2.7.0-dev' = '2.6.14') =>
    uniqueSlug(label, version, (candidate) => taken.includes(candidate))
  it.each([
    ['été', 't:ete', 't:ete'],
    ['gamma delta', 't:gamma-delta', 't:gamma-delta'],
    ['a/b', 't:a-b', 't:a-b'],
    ['c++', 't:c', 't:c'],
    ['straße', 't:strasse', 't:strasse'],
    ["it's_so", 't:it-s-so', 't:its-so'],
    ["d'accord", 't:d-accord', 't:daccord'],
    ["x'y'z", 't:x-y-z', 't:xy-z'],
    ['l’été', 't:l-ete', 't:lete'],
    ['€uro', 't:eururo', 't:eururo'],
    ['ŉ', 't:n', 't:n'],
    ['ŋ', 't:n', 't:ng'],
    ['№5', 't:no5', 't:5'],
    ['щи', 't:si', 't:shchi'],
    ['한국어', 't:hangug-eo', 't:hangugeo'],
    ['🚀', 't:', 't:'],
  ])('of %o: %s on 2.6.14, %s on 2.7.0-dev', (label, released, dev) => {
    expect([slug(label), slug(label, [], '2.7.0-dev')]).toEqual([released, dev])
  })

  it('are unique, at most 128 letters, and begin with t: in every script', () => {
    expect(slug('c#', ['t:c'])).toBe('t:c-1')
    expect(slug('c', ['t:c', 't:c-1'])).toBe('t:c-2')
    const long = slug('l'.repeat(300))
    expect(long).toHaveLength(128)
    expect(slug('l'.repeat(300), [long])).toMatch(/^t:l{124}-1$/)
    expect(slug('日本')).toBe('t:ri-ben')
  })
})

// What PHP 8.2 with ICU 72 gives, as it was on the recorded servers.
describe('transliteration', () => {
  it.each([
    ['Привет, мир', 'Privet mir'],
    ['漢字かな交じり', 'han zikana jiaojiri'],
    ['ニュース', 'nyusu'],
    ['東京タワー', 'dong jingtawa'],
    ['キャッチ ちょっと シェア', 'kyatchi chotto shea'],
    ['한국어 제목', 'hangug-eo jemog'],
    ['값이', 'gabs-i'],
    ['你好，世界', 'ni hao shi jie'],
    ['日（a）', 'ri a'],
    ['花见', 'hua jian'],
    ['مرحبا بالعالم', 'mrhba balalm'],
    ['שלום עולם', "slwm 'wlm"],
    ['Ελληνικά Αγγελία ευχαριστώ', 'Ellenika Angelia eucharisto'],
    ['Ψυχή ΨΥΧΗ Θεός Χαρά 5 µm', 'Psyche PSYCHE Theos Chara 5 m'],
    ['हिन्दी भाषा', 'hindi bhasa'],
    ['საქართველო', 'sakartvelo'],
    ['½ ™ ² © €', ' 12   C '],
    ['𝗕old ẞ Ｗide ﬁ', 'old SS Wide fi'],
  ])('names the export of %o %o', (title, name) => {
    expect(fileNameOf(title, 'txt')).toBe(`${name}.txt`)
  })
})

describe('JSON', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['12345678901234567', 12345678901234567n],
    ['9223372036854775807', 9223372036854775807n],
    ['9223372036854775808', 2 ** 63],
    ['1e30', 1e30],
    ['"é🚀"', 'é🚀'],
    ['"\\ud83d"', undefined],
    ['{"\\ud83d":1}', undefined],
    ['\ufeff{}', undefined],
    ['{"a":1,}', undefined],
    ['01', undefined],
    ['', undefined],
    ['['.repeat(511) + ']'.repeat(511), expect.anything()],
    ['['.repeat(512) + ']'.repeat(512), undefined],
    ['"[[\\"" ', '[["'],
  ])('%s is read as %o', (text, value) => {
    expect(jsonDecode(text)).toEqual(value)
  })

  it('is written with all digits, and not at all where it is no UTF-8', () => {
    expect(jsonEncode({ a: 9223372036854775807n, b: [1.5] })).toBe(
      '{"a":9223372036854775807,"b":[1.5]}',
    )
    expect(jsonEncode(['caf\udce9'])).toBeUndefined()
    expect(jsonEncode(['\\\\udce9'])).toBe('["\\\\\\\\udce9"]')
  })
})

describe('bytes that are no UTF-8', () => {
  it.each([
    [[0x63, 0xe9], 'c\udce9', 'c?'],
    [[0xff, 0xfe, 0xfd], '\udcff\udcfe\udcfd', '???'],
    [[0x61, 0xe2, 0x82, 0x62], 'a\udce2\udc82b', 'a?b'],
    [[0xf0, 0x9f, 0x98], '\udcf0\udc9f\udc98', '?'],
    [[0xed, 0xa0, 0x80], '\udced\udca0\udc80', '???'],
    [[0xc3, 0xa9, 0xe9], 'é\udce9', 'é?'],
  ])('%j are kept, and a question mark to the mb functions', (bytes, text, scrubbed) => {
    expect(textFrom(Uint8Array.from(bytes))).toBe(text)
    expect([...bytesFrom(text)]).toEqual(bytes)
    expect(mbScrub(text)).toBe(scrubbed)
  })

  it('go through a query and back', () => {
    expect(parseStr('a=%FFb').get('a')).toBe('\udcffb')
    expect(buildQuery([['a', '\udcffé b']])).toBe('a=%FF%C3%A9%20b')
  })
})

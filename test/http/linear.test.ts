import { expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import type { FaultRule } from 'wallabag-sdk/testing'
import { toText } from 'wallabag-sdk/text'
import { readCsv } from '../../cli/src/importers/csv.js'
import { decode } from '../../cli/src/importers/encoding.js'
import { clientOf, libraryOf, urlOf } from '../support/library.js'
import { isFull, sized } from '../support/size.js'

// Whoever reads text from elsewhere reads it in time that grows with its length: what takes eight
// times as long a text may take some ten times as much work, and not sixty-four times.

const short = sized(4000, 16_000)
const times = 8
/** Microseconds. */
const tick = 4000

/** What a server answers with to every request of the API. */
function answering(rule: FaultRule, answer: () => Response) {
  const fake = libraryOf(1)
  fake.fault(rule, answer)
  return clientOf(fake, { retry: { limit: 0 }, validate: 'off' })
}

const settled = (call: PromiseLike<unknown>) => Promise.resolve(call).catch(() => undefined)
const page = (status: number, body: string, headers: Record<string, string> = {}) =>
  answering({ path: /^\/api\// }, () => new Response(body, { status, headers }))

/** A client with a secret, and a server that answers with some text. */
function echoing(clientSecret: string, answer: string): Wallabag {
  return new Wallabag({
    url: 'https://a.test',
    auth: { clientId: '1_a', clientSecret, username: 'someone', password: 'a long password' },
    fetch: async () => new Response(answer, { status: 500 }),
    retry: { limit: 0 },
  })
}

/** An entry with a part of its own. */
function entryWith(change: object): Wallabag {
  const fake = libraryOf(1)
  fake.fault({ method: 'POST', path: '/api/entries' }, async ({ proceed }) => {
    const entry: object = await (await proceed()).json()
    return Response.json({ ...entry, http_status: '200', ...change })
  })
  const odd = (entry: object) => ({ ...entry, ...change })
  fake.fault({ method: 'GET', path: '/api/entries' }, { kind: 'odd-entry', change: odd })
  return clientOf(fake, { retry: { limit: 0 }, validate: 'off' })
}

const php = 'Deprecated: a in /b.php on line 1\n'
const nested = (n: number) => '['.repeat(n) + ']'.repeat(n)
const tooDeep = (n: number) =>
  '<i>'.repeat(256) + Array.from({ length: n / 18 }, (_, at) => `<t${at}></i><i>`).join('')
const notUtf8 = (n: number) =>
  Buffer.from(`${'<meta '.repeat(n / 6)}charset=${' '.repeat(n)}=\u00ff`, 'latin1')
const rows: [string, (n: number) => unknown][] = [
  ['a page of beginnings of titles', (n) => settled(page(502, '<title'.repeat(n / 6)).tags.list())],
  [
    'an answer that repeats the start of a secret',
    (n) => settled(echoing(`${'-'.repeat((n / short) * 2)}x`, '-'.repeat(4000)).tags.list()),
  ],
  [
    'an answer of backslashes',
    (n) => settled(echoing(`${'\\'.repeat((n / short) * 3)}x`, '\\'.repeat(40)).tags.list()),
  ],
  [
    'an answer of question marks',
    (n) => settled(echoing(`${'ü?'.repeat((n / short) * 3)}x`, '?'.repeat(60)).tags.list()),
  ],
  ['preformatted text', (n) => toText(`<pre>x${' '.repeat(n * 2)}x</pre>`)],
  ['an article of tags that are too deep', (n) => toText(tooDeep(n * 12))],
  ['a table of many columns', (n) => readCsv('a,'.repeat(n / 2))],
  [
    'a table of short rows under many columns',
    (n) => readCsv(`${'a,'.repeat(n / 8)}\n${'x\n'.repeat(n / 8)}`),
  ],
  ['a page that says how it is encoded', (n) => decode(notUtf8(n / 32))],
  ['a label', (n) => clientOf(libraryOf(0)).entries.list({ tags: [`x${' '.repeat(n)}y`] })],
  [
    'the address of a server',
    (n) =>
      new Wallabag({
        url: `https://a.test/${'/'.repeat(n)}x`,
        auth: { getAccessToken: () => 'a' },
      }),
  ],
  [
    'an article that begins with blanks',
    (n) => settled(entryWith({ content: ' '.repeat(n) }).entries.save(urlOf(9))),
  ],
  ['a date', (n) => settled(entryWith({ created_at: '1'.repeat(n) }).entries.list())],
  [
    'a date with signs',
    (n) => settled(entryWith({ created_at: `1${'+11'.repeat(n / 3)}x` }).entries.list()),
  ],
  ['a status', (n) => settled(entryWith({ http_status: '9'.repeat(n) }).entries.list())],
  [
    'a version',
    (n) =>
      settled(
        page(
          200,
          JSON.stringify({ appname: 'w', version: '1.'.repeat(n), allowed_registration: true }),
        ).entries.list({ annotated: true }),
      ),
  ],
  [
    'Retry-After',
    (n) => settled(page(429, '', { 'retry-after': `${'1'.repeat(n)} x` }).tags.list()),
  ],
  [
    'Content-Disposition',
    (n) =>
      settled(
        page(200, '', { 'content-disposition': 'filename="'.repeat(n / 10) }).entries.export(
          1,
          'txt',
        ),
      ),
  ],
  ['a page of blanks', (n) => settled(page(502, `${' '.repeat(n)}x`).tags.list())],
  [
    'an error of many words',
    (n) => settled(page(400, JSON.stringify({ error: { a: ['b '.repeat(n / 2)] } })).tags.list()),
  ],
  [
    'addresses in an error',
    (n) => settled(page(400, JSON.stringify({ message: '://a'.repeat(n / 4) })).tags.list()),
  ],
  ['many messages of PHP', (n) => settled(page(200, `${php.repeat(n / 34)}[]`).tags.list())],
  [
    'the beginning of a message of PHP',
    (n) => settled(page(200, `${'Deprecated: '.repeat(n / 12)}[]`).tags.list()),
  ],
  [
    'blanks before a message of PHP',
    (n) => settled(page(200, `${' '.repeat(n)}<br />[]`).tags.list()),
  ],
  ['lists in lists', (n) => settled(page(200, nested(n)).tags.list())],
  ['backslashes in JSON', (n) => settled(page(200, `x["${'\\'.repeat(n)}"]`).tags.list())],
  [
    'a redirect',
    (n) => settled(page(302, '', { location: `https://b.test/${'a/'.repeat(n / 2)}` }).tags.list()),
  ],
  [
    'an address to clean',
    (n) =>
      settled(clientOf(libraryOf(1)).entries.idOf(`https://a.test/?${'utm_a&'.repeat(n / 6)}`)),
  ],
]

/** How much work it is, whatever else the machine does. */
async function workOf(run: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 2; turn += 1) {
    const before = process.cpuUsage()
    await run()
    const { user } = process.cpuUsage(before)
    least = Math.min(least, user)
  }
  return least
}

test.each(rows.slice(0, isFull ? undefined : 13))(
  '%s is read in time that grows with its length',
  async (_, run) => {
    await run(short)
    const few = await workOf(() => run(short))
    const many = await workOf(() => run(short * times))
    // The clock of the processor ticks in milliseconds, and what a call takes anyhow is in both.
    expect(many / Math.max(few, tick)).toBeLessThan(16)
  },
)

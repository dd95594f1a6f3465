import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { EntryReader, surveyBackup } from '../../cli/src/backup/format.js'
import { type Bench, createBench } from '../support/command.js'

let from: Bench
let to: Bench
let backup: string

beforeAll(async () => {
  from = await createBench()
  to = await createBench({ version: '2.7.0-dev' })
  const { seed } = from.fake
  seed.library(25, { seed: 3 })
  seed.user({
    username: 'rules',
    password: 'rules',
    taggingRules: [{ rule: 'readingTime <= 5', tags: ['short'] }],
  })
  for (const user of ['rules', 'wallabag']) {
    const id = seed.entry({
      url: `https://noted.example/${user}`,
      title: 'Noted — “quoted”',
      content: '<p>Some words to remember.</p>',
      tags: ['notes', 'ünïcode'],
      archived: true,
      starred: true,
      public: true,
      authors: ['Ada Lovelace', 'Émile'],
      language: 'fr',
      publishedAt: 1_600_000_000,
      originUrl: 'https://origin.example/',
      user,
    })
    const wallabag = clientOf(from.fake, user)
    const range = { start: '/p[1]', startOffset: 5, end: '/p[1]', endOffset: 10 }
    await wallabag.annotations.create(id, { quote: 'words', text: 'A note', ranges: [range] })
    await wallabag.annotations.create(id, { quote: 'remember', text: '', ranges: [] })
  }
  backup = join(from.home, 'backup.jsonl')
})

afterAll(async () => {
  await from.close()
  await to.close()
})

function clientOf({ url, credentials, fetch }: FakeWallabag, username = 'wallabag') {
  return new Wallabag({ url, auth: { ...credentials, username, password: username }, fetch })
}

/** What a backup promises to keep. */
function library(fake: FakeWallabag) {
  return fake.state.entries
    .filter(({ user }) => user === 1)
    .map((entry) => ({
      url: entry.url,
      title: entry.title,
      tags: [...entry.tags].sort(),
      archived: entry.archived,
      starred: entry.starred,
      public: entry.uid !== null,
      language: entry.language,
      authors: entry.publishedBy,
      publishedAt: entry.publishedAt,
      originUrl: entry.originUrl,
      words: entry.content?.replace(/<[^>]*>|\s+/g, ''),
      annotations: fake.state.annotations
        .filter(({ entry: id }) => id === entry.id)
        .map(({ quote, text, ranges }) => ({ quote, text, ranges })),
    }))
}

test('a backup is whole, private, and compared with what the server counts', async () => {
  const { code, stdout, stderr } = await from.inside(['backup', 'backup.jsonl'])
  expect(stdout).toBe('')
  expect(stderr).toMatch(
    /backup\.jsonl: 26 entries, 2 annotations, \d+ tags; the same as on the server/,
  )
  expect(code).toBe(0)
  expect(statSync(backup).mode & 0o777).toBe(0o600)
  const lines = readFileSync(backup, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0]).toMatchObject({ type: 'wallabag-backup', version: 1, user: 'wallabag' })
  expect(lines.at(-1)).toEqual({ type: 'end', entries: 26, annotations: 2 })
  expect(lines.slice(1, -1).map(({ entry }) => entry.id)).toEqual(
    from.fake.state.entries.filter(({ user }) => user === 1).map(({ id }) => id),
  )
})

test('a library that changes while it is written is told, since the backup may lack something', async () => {
  const other = ['backup', 'other.jsonl']
  const counted = from.fake.fault(
    { method: 'GET', path: '/api/tags', nth: 1 },
    async ({ proceed }) => {
      const answer = await proceed()
      const tags: { nbEntries: number }[] = await answer.json()
      return Response.json(tags.map((tag) => ({ ...tag, nbEntries: tag.nbEntries + 1 })))
    },
  )
  const { code, stderr } = await from.inside(other)
  await counted.remove()
  expect(code).toBe(1)
  expect(stderr).toContain('Differs: tag “notes”: 2 on the server, 1 in the backup')
})

test('restore says first what no API can bring back, and --dry-run stops there', async () => {
  const { code, stdout, stderr } = await to.inside(['restore', backup, '--dry-run'])
  expect(code).toBe(0)
  expect(stderr).toContain('26 entries to save')
  expect(stderr).toContain('when they were saved, changed, archived, starred')
  expect(stdout.trim().split('\n')).toHaveLength(26)
  expect(library(to.fake)).toEqual([])
})

test('restore brings everything else back, on another version, and twice changes nothing', async () => {
  const { code, stderr } = await to.inside(['restore', backup, '--yes'])
  expect(stderr).toContain('2 annotations added')
  expect(code).toBe(0)
  const byUrl = (a: { url: string | null }, b: { url: string | null }) =>
    (a.url ?? '') < (b.url ?? '') ? -1 : 1
  expect(library(to.fake).sort(byUrl)).toEqual(library(from.fake).sort(byUrl))
  const again = await to.inside(['restore', backup, '--yes'])
  expect(again.stderr).toContain('26 skipped')
  expect(again.stderr).toContain('0 annotations added')
  expect(library(to.fake)).toHaveLength(26)
})

test('a restore that broke off is not in the way of another account', async () => {
  const as = (username: string) => {
    to.fake.seed.user({ username, password: username })
    return { env: { ...to.account, WALLABAG_USERNAME: username, WALLABAG_PASSWORD: username } }
  }
  const path = '/api/entries'
  const nth = Array.from({ length: 26 }, (_, index) => 3 + index)
  const broken = to.fake.fault({ method: 'POST', path, nth }, 'unauthorized')
  expect((await to.inside(['restore', backup, '--yes'], as('first'))).code).toBe(3)
  await broken.remove()
  const { code, stderr } = await to.inside(['restore', backup, '--yes'], as('second'))
  expect(stderr).toContain('26 done')
  expect(code).toBe(0)
})

test('nor of another user who logged in to the same profile', async () => {
  const home = { env: { XDG_CONFIG_HOME: join(to.home, 'profiles') } }
  const login = async (username: string) => {
    to.fake.seed.user({ username, password: username })
    const account = { WALLABAG_USERNAME: username, WALLABAG_PASSWORD: username }
    const { code } = await to.inside(['login'], { env: { ...to.account, ...account, ...home.env } })
    expect(code).toBe(0)
  }
  await login('third')
  const broken = to.fake.fault({ method: 'POST', path: '/api/entries' }, 'server-error')
  expect((await to.inside(['restore', backup, '--yes'], home)).code).toBe(4)
  await broken.remove()
  await login('fourth')
  const { code, stderr } = await to.inside(['restore', backup, '--yes'], home)
  expect(stderr).toContain('26 done')
  expect(code).toBe(0)
})

test('a restore goes on by the entries of a backup, also of one that is made again and has more', async () => {
  const bench = await createBench()
  try {
    const lines = readFileSync(backup, 'utf8').trimEnd().split('\n')
    const [head = '', ...entries] = lines.slice(0, -1)
    const { url } = JSON.parse(entries[0] ?? '').entry
    const changed = entries.slice(1, 10).toReversed()
    const added = entries[0]?.replaceAll(url, 'https://added.example/') ?? ''
    const write = (name: string, some: readonly string[]) => {
      const end = JSON.stringify({ type: 'end', entries: some.length, annotations: 0 })
      writeFileSync(join(bench.home, name), [head, ...some, end, ''].join('\n'))
    }
    write('first.jsonl', entries.slice(0, 10))
    // Again without its first entry, in another order, and with one more.
    write('second.jsonl', [added, ...changed])
    const broken = bench.fake.fault(
      { method: 'POST', path: '/api/entries', nth: [3, 5] },
      { kind: 'server-error', status: 400 },
    )
    const first = await bench.inside(['restore', 'first.jsonl', '--one-by-one', '--yes'])
    expect(first.stderr).toContain('8 done, 2 failed')
    await broken.remove()
    const before = bench.fake.requests.length
    const second = await bench.inside(['restore', 'second.jsonl', '--yes'])
    expect(second.stderr).toMatch(/^3 done, 7 done by earlier runs/m)
    expect(second.code).toBe(0)
    const creates = bench.fake.requests
      .slice(before)
      .filter(({ method, path }) => `${method} ${path}` === 'POST /api/entries')
    expect(creates).toHaveLength(3)
    expect(bench.fake.state.entries).toHaveLength(11)
    expect(readdirSync(join(bench.home, '.local/state/wallabag-cli/restores'))).toEqual([])
  } finally {
    await bench.close()
  }
})

test('a backup that changes while it is restored is not taken for what it was', async () => {
  const { rows } = await surveyBackup(backup)
  const [first, second] = rows
  if (!first || !second) throw new Error('rows')
  const reader = new EntryReader(backup)
  expect((await reader.at(second)).id).toBe(second.id)
  expect((await reader.at(first)).id).toBe(first.id)
  await expect(reader.at({ ...second, id: 4711 })).rejects.toThrow(/entry 4711 is not in its place/)
  await expect(reader.at({ ...second, place: 99 })).rejects.toThrow(/changed while it was read/)
})

test('a backup that was cut off is not taken for a whole one', async () => {
  const text = readFileSync(backup, 'utf8')
  const cut = join(from.home, 'cut.jsonl')
  writeFileSync(cut, text.slice(0, text.length / 2))
  const refused = await to.inside(['restore', cut, '--dry-run'])
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is incomplete') })
  expect((await to.inside(['restore', cut, '--dry-run', '--partial'])).code).toBe(0)
  const packed = gzipSync(text)
  writeFileSync(cut, packed.subarray(0, packed.length / 2))
  const unpacked = await to.inside(['restore', cut, '--dry-run'])
  expect(unpacked).toMatchObject({ code: 1, stderr: expect.stringContaining('is incomplete') })
  const some = await to.inside(['restore', cut, '--dry-run', '--partial'])
  expect(some.stdout).toContain('save\t')
  writeFileSync(cut, text.replace('"annotations":[', '"notes":['))
  expect((await to.inside(['restore', cut])).stderr).toContain('Line 2 of the backup is damaged')
  writeFileSync(cut, text.replace('"type":"entry"', '"type":"ent'))
  expect((await to.inside(['restore', cut])).stderr).toContain('Line 2 of the backup is damaged')
  writeFileSync(cut, 'https://example.org/\n')
  expect((await to.inside(['restore', cut])).stderr).toContain('not a backup made by this command')
  expect((await to.inside(['restore', to.home])).stderr).toContain('cannot be read (EISDIR)')
})

test('a backup is one also after an editor has put its mark before it', async () => {
  const marked = join(from.home, 'marked.jsonl')
  writeFileSync(marked, `\uFEFF${readFileSync(backup, 'utf8').replaceAll('\n', '\r\n')}`)
  expect(await to.inside(['restore', marked, '--dry-run'])).toMatchObject({ code: 0 })
})

test('an entry is restored without the fields that the API does not take', async () => {
  const [head = '', first = ''] = readFileSync(backup, 'utf8').split('\n')
  const { entry } = JSON.parse(first)
  const odd = [
    { authors: ['Doe, Jane', ' , '] },
    { authors: [','] },
    { language: 'English (US)' },
    { language: '' },
    { previewPicture: '/image.png' },
    { previewPicture: '' },
    { originUrl: '' },
    { tags: [{ id: 1, label: 'a, b', slug: 't:a-b' }] },
  ].map((field, at) => ({ ...entry, id: at + 1, url: `https://odd.example/${at}`, ...field }))
  const lines = [
    ...odd.map((entry) => ({ type: 'entry', entry: { ...entry, annotations: [] } })),
    { type: 'end', entries: odd.length, annotations: 0 },
  ].map((line) => JSON.stringify(line))
  writeFileSync(join(to.home, 'odd.jsonl'), [head, ...lines].join('\n'))
  const { code, stderr } = await to.inside(['restore', 'odd.jsonl', '--yes'])
  expect(stderr).toContain(`${odd.length} done\n`)
  expect(code).toBe(0)
  // Several are saved at once, so that the order on the server is not the backup's.
  const restored = (at: number) =>
    to.fake.state.entries.find(({ url }) => url === `https://odd.example/${at}`)
  expect(restored(0)?.publishedBy).toEqual(['Doe Jane'])
  expect(restored(7)?.tags).toEqual(['a b'])
})

test('two backups at once into one file leave a whole one', async () => {
  const both = [from.run(['backup', 'both.jsonl']), from.run(['backup', 'both.jsonl'])]
  expect((await Promise.all(both)).map(({ code }) => code)).toEqual([0, 0])
  expect((await to.inside(['restore', join(from.home, 'both.jsonl'), '--dry-run'])).code).toBe(0)
})

test('a backup takes the place of no folder and no device', async () => {
  symlinkSync('/dev/null', join(from.home, 'device'))
  for (const place of ['.', 'device']) {
    const { code, stderr } = await from.inside(['backup', place])
    expect(stderr).toBe(
      `wallabag: ${place} exists and is not a file. For standard output, pass - instead.\n`,
    )
    expect(code).toBe(2)
  }
  expect(readdirSync(from.home)).toContain('device')
})

test('an entry that cannot be read is named wherever it is left out', async () => {
  const id = from.fake.state.entries.find(({ user }) => user === 1)?.id
  const broken = from.fake.fault({ method: 'GET', path: '/api/entries' }, async ({ proceed }) => {
    const answer: { _embedded: { items: { id: number }[] } } = await (await proceed()).json()
    const items = answer._embedded.items.map((item) =>
      item.id === id ? { ...item, created_at: 'never' } : item,
    )
    return Response.json({ ...answer, _embedded: { items } })
  })
  const told = `Left out: item ${id} of GET /api/entries is malformed (created_at: `
  const backedUp = await from.inside(['backup', 'lacking.jsonl'])
  const listed = await from.inside(['list', '--all'])
  await broken.remove()
  expect(backedUp.stderr.split(told)).toHaveLength(2)
  expect(backedUp.stderr).toContain('or has entries that cannot be read')
  expect(backedUp.code).toBe(1)
  expect(listed.stderr.split(told)).toHaveLength(2)
})

test('a disk that is full within the last line gets no backup', async () => {
  await from.inside(['backup', 'measured.jsonl'])
  const size = statSync(join(from.home, 'measured.jsonl')).size
  const [entry] = from.fake.state.entries
  // The size of files is bounded in blocks of 1 024 bytes, and the last line has some 45.
  const padding = 'x'.repeat(1024 + 20 - (size % 1024))
  from.fake.behind.change(entry?.id ?? 0, { title: `${entry?.title}${padding}` })
  const blocks = (size + padding.length - 20) / 1024
  const line = `ulimit -f ${blocks}; wallabag backup full.jsonl 2> said.txt; echo $?`
  expect(await from.shell(line)).toBe('1\n')
  expect(readFileSync(join(from.home, 'said.txt'), 'utf8')).toContain('EFBIG')
  expect(readdirSync(from.home)).not.toContain('full.jsonl')
})

test('a backup goes on without an entry that the server cannot give, names it, and is incomplete', async () => {
  const fault = from.fake.fault({}, { kind: 'unreadable-entry', id: 12 })
  const file = join(from.home, 'without-one.jsonl')
  const { code, stderr } = await from.inside(['backup', file])
  await fault.remove()
  expect(code).toBe(1)
  expect(stderr).toContain('Left out: item 12 of GET /api/entries')
  expect(stderr).toMatch(/has entries that cannot be read/)
  const whole = from.fake.state.entries.filter(({ user }) => user === 1)
  const written = readFileSync(file, 'utf8')
  for (const { id, url } of whole) expect(written.includes(`"${url}"`)).toBe(id !== 12)
})

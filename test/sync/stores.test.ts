import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { folderStore, sqliteStore } from 'wallabag-sdk/node'
import { createSync, memoryStore, type SyncRecord, type SyncStore } from 'wallabag-sdk/sync'
import { library } from './library.js'

const root = mkdtempSync(join(tmpdir(), 'wallabag-stores-'))
afterAll(() => rmSync(root, { recursive: true }))

const hasSqlite = isBuiltin('node:sqlite')

/** The store of the documentation, word for word. */
function twentyLines(): SyncStore {
  const records = new Map<string, SyncRecord>()
  return {
    get: (keys) => keys.map((key) => records.get(key)),
    keys: (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)),
    write(changes) {
      for (const [key, record] of changes) {
        if (record) records.set(key, record)
        else records.delete(key)
      }
    },
  }
}

let made = 0
const stores: Record<string, () => SyncStore> = {
  'the one in the documentation': twentyLines,
  memoryStore,
  folderStore: () => folderStore(join(root, `folder-${++made}`)),
  ...(hasSqlite ? { sqliteStore: () => sqliteStore(join(root, `${++made}.db`)) } : {}),
}

const content = (html: string | null): SyncRecord => ({ kind: 'content', html, updatedAt: 'x' })

describe.each(Object.entries(stores))('%s', (_, make) => {
  test('gives back what was written, in the order asked for, and nothing for what was not', async () => {
    const store = make()
    const first = content('“é” 日本\u0000\n<p>')
    await store.write(
      new Map([
        ['content/2', first],
        ['content/10', content(null)],
      ]),
    )
    const records = await store.get(['content/10', 'content/7', 'content/2'])
    expect(records.map((record) => record ?? null)).toEqual([content(null), null, first])
    expect(await store.get([])).toEqual([])
  })

  test('replaces, deletes, and lists by the beginning of the key', async () => {
    const store = make()
    expect(await store.keys('content/')).toEqual([])
    await store.write(new Map([1, 2, 3].map((id) => [`content/${id}`, content('a')])))
    await store.write(new Map([['change/000000000001', content('other')]]))
    await store.write(
      new Map([
        ['content/1', null],
        ['content/9', null],
        ['content/2', content('b')],
      ]),
    )
    expect([...(await store.keys('content/'))].sort()).toEqual(['content/2', 'content/3'])
    expect(await store.keys('change/')).toEqual(['change/000000000001'])
    expect(await store.get(['content/2'])).toEqual([content('b')])
  })

  test('carries a whole library from one sync to the next', async () => {
    const store = make()
    const { fake, wallabag } = library(120)
    expect((await createSync(wallabag, { store }).run({ content: 'all' })).added).toBe(120)
    fake.behind.remove(7)
    const again = createSync(wallabag, { store })
    expect(await again.run()).toMatchObject({ added: 0, changed: 0, deleted: 1 })
    const titles: (string | null)[] = []
    for await (const entry of again.entries()) titles.unshift(entry.title)
    expect(titles).toEqual(fake.state.entries.map(({ title }) => title))
    expect(await again.content(8)).toBe(fake.state.entries.find(({ id }) => id === 8)?.content)
  })
})

test.skipIf(process.platform === 'win32')(
  'what somebody reads is for nobody else to see',
  async () => {
    const modeOf = (path: string) => statSync(path).mode & 0o777
    const folder = join(root, 'private')
    await createSync(library(2).wallabag, { store: folderStore(folder) }).run({ content: 'all' })
    expect([folder, join(folder, 'entry'), join(folder, 'content')].map(modeOf)).toEqual([
      0o700, 0o700, 0o700,
    ])
    for (const name of ['state.json', 'entry/1.json', 'content/1.json']) {
      expect(modeOf(join(folder, name))).toBe(0o600)
    }
    if (!hasSqlite) return
    const path = join(root, 'private.db')
    const store = sqliteStore(path)
    await createSync(library(2).wallabag, { store }).run()
    for (const end of ['', '-wal', '-shm']) expect(modeOf(path + end)).toBe(0o600)
    store.close()
  },
)

test('a folder store does not leave its folder, and says of a damaged file that it is one', async () => {
  const folder = join(root, 'damaged')
  const store = folderStore(folder)
  await expect(store.get(['../x'])).rejects.toMatchObject({ code: 'invalid_input' })
  await store.write(new Map([['content/1', content('a')]]))
  writeFileSync(join(folder, 'content', '1.json'), '{"kind":"cont')
  expect(await store.get(['content/1'])).toEqual([{ kind: 'damaged' }])
})

test.each([20, 120])(
  'a damaged file of an entry that is gone goes too, and makes no run look for it again (%d entries)',
  async (count) => {
    const folder = join(root, `damaged-and-gone-${count}`)
    const store = folderStore(folder)
    const { fake, wallabag, asked } = library(count)
    await createSync(wallabag, { store }).run({ content: 'all' })
    fake.behind.remove(7)
    for (const id of [7, 8]) writeFileSync(join(folder, 'entry', `${id}.json`), '')
    await createSync(wallabag, { store }).run()
    expect((await store.keys('entry/')).toSorted()).toEqual(
      fake.state.entries.map(({ id }) => `entry/${id}`).toSorted(),
    )
    expect(existsSync(join(folder, 'content', '7.json'))).toBe(false)
    expect(await createSync(wallabag, { store }).get(8)).toMatchObject({ id: 8 })
    asked()
    expect(await createSync(wallabag, { store }).run()).toMatchObject({ added: 0, complete: true })
    expect(asked()).toHaveLength(2)
  },
)

test('a folder store takes no file for an entry that is not its own', async () => {
  const folder = join(root, 'copies')
  const { wallabag, asked } = library(3)
  await createSync(wallabag, { store: folderStore(folder) }).run()
  for (const name of ['._1.json', '1 (copy).json', 'notes.json', '1.json~']) {
    writeFileSync(join(folder, 'entry', name), 'of somebody else')
  }
  const sync = createSync(wallabag, { store: folderStore(folder) })
  asked()
  expect(await sync.run()).toMatchObject({ added: 0, deleted: 0, complete: true })
  expect(asked()).toHaveLength(2)
  const ids: number[] = []
  for await (const { id } of sync.entries()) ids.push(id)
  expect(ids).toHaveLength(3)
})

test('a folder store leaves nothing of a file that could not be written', async () => {
  const folder = join(root, 'no-room')
  mkdirSync(join(folder, 'content', '1.json'), { recursive: true })
  const written = folderStore(folder).write(new Map([['content/1', content('a')]]))
  await expect(written).rejects.toMatchObject({ syscall: 'rename' })
  expect(readdirSync(join(folder, 'content'))).toEqual(['1.json'])
})

test('a folder store stays where it is when the process goes to another folder', async () => {
  const before = vi.spyOn(process, 'cwd').mockReturnValue(root)
  onTestFinished(() => before.mockRestore())
  const store = folderStore('relative')
  before.mockRestore()
  const written = new Map([['content/1', content('a')]])
  await folderStore(join(root, 'relative')).write(written)
  expect(await store.get(['content/1'])).toEqual([content('a')])
})

test('a SQLite store can be closed and opened again, and be asked in SQL, where there is SQLite', async () => {
  const path = join(root, 'again.db')
  const { wallabag } = library(3)
  const store = sqliteStore(path)
  const run = createSync(wallabag, { store }).run()
  if (!hasSqlite) return expect(run).rejects.toMatchObject({ code: 'unsupported' })
  await run
  store.close()
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(path)
  const sql = "SELECT value ->> '$.entry.title' AS title FROM records WHERE key LIKE 'entry/%'"
  expect(database.prepare(sql).all()).toHaveLength(3)
  database.close()
  expect(await store.keys('entry/')).toHaveLength(3)
  store.close()
})

test.skipIf(!hasSqlite)(
  'a SQLite store that is closed while it opens answers what was asked before, and leaves nothing open',
  async () => {
    const path = join(root, 'closed-early.db')
    const store = sqliteStore(path)
    const record = content('a')
    const written = store.write(new Map([['content/1', record]]))
    const early = store.get(['content/1'])
    store.close()
    await written
    expect(await early).toEqual([record])
    // The last connection to leave a database takes this file away.
    expect(existsSync(`${path}-wal`)).toBe(false)
    expect(await store.keys('content/')).toEqual(['content/1'])
    expect(existsSync(`${path}-wal`)).toBe(true)
    const late = store.get(['content/1'])
    store.close()
    expect(await late).toEqual([record])
    expect(existsSync(`${path}-wal`)).toBe(false)
  },
)

test.skipIf(!hasSqlite)(
  'a SQLite store says why it could not write, also where SQLite has ended the transaction by itself',
  async () => {
    const path = join(root, 'full.db')
    const store = sqliteStore(path)
    await store.write(new Map([['content/1', content('a')]]))
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(path)
    // As it does on a full disk.
    database.exec(`CREATE TRIGGER full BEFORE INSERT ON records WHEN NEW.key = 'content/3'
      BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`)
    database.close()
    const both = new Map([2, 3].map((id) => [`content/${id}`, content('b')]))
    await expect(store.write(both)).rejects.toThrow('database or disk is full')
    expect(await store.keys('content/')).toEqual(['content/1'])
    store.close()
  },
)

test.skipIf(!hasSqlite)(
  'a SQLite store that could not be opened is opened when it is used again',
  async () => {
    const folder = join(root, 'not-yet')
    const store = sqliteStore(join(folder, 'a.db'))
    await expect(store.keys('entry/')).rejects.toThrow('no such file or directory')
    mkdirSync(folder)
    expect(await store.keys('entry/')).toEqual([])
    store.close()
  },
)

test('without node:sqlite a SQLite store says so when it is used', async () => {
  vi.doMock('node:sqlite', () => {
    throw new Error('No such built-in module: node:sqlite')
  })
  try {
    const error = await Promise.resolve(sqliteStore(':memory:').keys('entry/')).catch(String)
    expect(error).toContain('sqliteStore needs `node:sqlite`, which this platform does not have.')
    expect(error).toContain('Use Node 22.5 or later')
  } finally {
    vi.doUnmock('node:sqlite')
  }
})

test('what is no path and what is no store is refused', () => {
  expect(() => folderStore('')).toThrow('folder: expected a path')
  expect(() => sqliteStore('')).toThrow('path: expected a path')
  const { wallabag } = library(0)
  expect(() => createSync(wallabag, JSON.parse('{}'))).toThrow('store: expected')
})

import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { environmentOf } from '../support/account.js'
import { useProject } from '../support/project.js'

const hasSqlite = isBuiltin('node:sqlite')
const example = fileURLToPath(new URL('../../examples/offline-reader.js', import.meta.url))
let close = async () => {}

const project = useProject((folder) => cp(example, join(folder, 'offline-reader.js')))
afterEach(() => close())

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Runs the example as somebody at a terminal would, with an account and a database of his own. */
async function reader(fake: FakeWallabag, database: string, flags: readonly string[] = []) {
  let listener = await fake.listen()
  close = () => listener.close()
  const { url } = listener
  const { folder } = project
  const account = environmentOf(url, fake.credentials)
  const env = { ...process.env, ...account, OFFLINE_READER_DB: join(folder, database) }
  const run = (...words: string[]) =>
    new Promise<Ended>((resolve) => {
      const child = execFile(
        process.execPath,
        [...flags, join(folder, 'offline-reader.js'), ...words],
        { cwd: folder, env },
        (_, out, error) => resolve({ code: child.exitCode ?? -1, out, error }),
      )
    })
  const online = async () => {
    listener = await fake.listen(Number(new URL(url).port))
  }
  return { run, offline: () => listener.close(), online }
}

function seeded(): FakeWallabag {
  const fake = createFakeWallabag()
  const article = '<p>First &amp; last</p><script>alert(1)</script><p>The\u001b[2Jend</p>'
  fake.seed.entry({ url: 'https://a.test/1', title: 'Slow food', content: article })
  fake.seed.entry({ url: 'https://a.test/2', title: 'Fast\u001b]0;cars', content: '<p>cars</p>' })
  fake.seed.entry({ url: 'https://a.test/3', title: 'Read before', archived: true })
  return fake
}

test('where there is no SQLite the offline reader says what it needs', async () => {
  const { run } = await reader(seeded(), 'none.db', hasSqlite ? ['--no-experimental-sqlite'] : [])
  const { code, out, error } = await run('sync')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(error).toContain('sqliteStore needs `node:sqlite`, which this platform does not have.')
  expect(error).toContain('Use Node 22.5 or later')
  expect(error).not.toContain('    at ')
})

/** Elsewhere there is nothing that it could do but tell so, which the test above is about. */
if (hasSqlite) {
  test('reads and changes without a network, and sends the changes when there is one', async () => {
    const fake = seeded()
    const { run, offline, online } = await reader(fake, 'library.db')
    const first = await run('sync')
    expect(first).toMatchObject({ code: 0 })
    expect(first.out).toContain('+ 1  Slow food\n')
    expect(first.out).toContain('+ 2  Fast ]0;cars\n')
    expect(first.out).toContain('3 new, 0 changed, 0 gone; 0 sent, 0 waiting\n')

    await offline()
    expect((await run('list')).out).toBe('     2    Fast ]0;cars  \n     1    Slow food  \n')
    expect((await run('list', 'SLOW')).out).not.toContain('cars')
    expect((await run('read', '1')).out).toBe('First & last\nThe [2Jend\n\n')
    for (const words of [
      ['archive', '2'],
      ['star', '1'],
      ['tag', '1', 'kitchen', 'later'],
      ['save', 'https://a.test/4'],
    ]) {
      expect(await run(...words)).toMatchObject({ code: 0, out: '' })
    }
    expect((await run('list')).out).toBe('     1 ★… Slow food  kitchen, later\n')
    const failed = await run('sync')
    expect(failed).toMatchObject({ code: 1, out: '' })
    expect(failed.error).toContain('the connection failed')
    expect(fake.state.entries).toHaveLength(3)

    await online()
    const second = await run('sync')
    expect(second).toMatchObject({ code: 0 })
    expect(second.out).toContain('1 new, 2 changed, 0 gone; 3 sent, 0 waiting\n')
    expect(fake.state.entries).toMatchObject([
      { id: 1, tags: ['kitchen', 'later'] },
      { id: 2 },
      { id: 3 },
      { url: 'https://a.test/4' },
    ])
    expect(fake.state.entries.map(({ archivedAt }) => archivedAt !== null)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('deletes no half library before it is told to', async () => {
    const fake = createFakeWallabag()
    const ids = fake.seed.library(60)
    const { run } = await reader(fake, 'mass.db')
    await run('sync')
    for (const id of ids.slice(0, 30)) fake.behind.remove(id)
    const stopped = await run('sync')
    expect(stopped).toMatchObject({ code: 1, out: '' })
    expect(stopped.error).toContain('The server no longer has 30 of the 60 entries in the store')
    expect(stopped.error).toContain('If that is right: sync --delete')
    expect((await run('sync', '--delete')).out).toContain('0 new, 0 changed, 30 gone')
  })
}

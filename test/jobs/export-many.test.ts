import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { CheckpointData, Targets } from 'wallabag-sdk'
import { folderSink, saveExport } from 'wallabag-sdk/node'
import { eventually } from '../support/eventually.js'
import { calls, clientOf, libraryOf } from '../support/library.js'
import { sized } from '../support/size.js'

const root = await mkdtemp(join(tmpdir(), 'shelf-'))
afterAll(() => rm(root, { recursive: true }))
let shelf = ''
let shelves = 0
beforeEach(() => {
  shelves += 1
  shelf = join(root, `shelf ${shelves}`)
})

/** The exported files, without the list of them. */
async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== '.wallabag-exports.jsonl')
}

function titled(...titles: string[]) {
  const fake = libraryOf(0)
  for (const [n, title] of titles.entries()) fake.seed.entry({ url: `https://a.test/${n}`, title })
  return fake
}

describe('exportMany', () => {
  test.each(['epub', 'pdf', 'txt', 'csv', 'json', 'xml'] as const)(
    'writes %s files',
    async (format) => {
      const fake = titled('One', 'Two')
      const report = await clientOf(fake).entries.exportMany(
        { all: true },
        format,
        folderSink(shelf),
      )
      expect(report).toMatchObject({ done: 2, failed: 0 })
      const names = (await filesIn(shelf)).toSorted()
      expect(names).toEqual([`One.${format}`, `Two.${format}`])
      const head = (await readFile(join(shelf, `One.${format}`))).subarray(0, 4).toString('latin1')
      if (format === 'epub') expect(head).toBe('PK\x03\x04')
      if (format === 'pdf') expect(head).toBe('%PDF')
    },
  )

  test('says which file became of which entry', async () => {
    const files: [number | null, string | null][] = []
    const job = clientOf(titled('One', 'Two')).entries.exportMany([2, 1], 'txt', folderSink(shelf))
    for await (const { id, file } of job) files.push([id, file])
    expect(files.toSorted()).toEqual([
      [1, 'One.txt'],
      [2, 'Two.txt'],
    ])
  })

  test('numbers equal names, as all file systems compare them', async () => {
    const fake = titled('Same', 'same', 'SAME', 'Same (2)')
    await mkdir(shelf)
    await writeFile(join(shelf, 'Same.txt'), 'mine')
    await clientOf(fake).entries.exportMany({ all: true }, 'txt', folderSink(shelf), {
      concurrency: 1,
    })
    const names = await filesIn(shelf)
    expect(names).toHaveLength(5)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(5)
    expect(await readFile(join(shelf, 'Same.txt'), 'utf8')).toBe('mine')
  })

  test('leaves existing files alone when it is asked to, and does not fetch them', async () => {
    const fake = titled('One', 'Two', 'Two')
    const { entries } = clientOf(fake)
    const options = { skipExisting: true }
    await entries.exportMany({ all: true }, 'txt', folderSink(shelf), options)
    fake.requests.clear()
    const report = await entries.exportMany({ all: true }, 'txt', folderSink(shelf), options)
    expect(report).toMatchObject({ skipped: 3 })
    expect(calls(fake).filter((call) => call.includes('export'))).toEqual([])
    expect(await filesIn(shelf)).toHaveLength(3)
  })

  describe('skipExisting goes by the entry, and never by the title', () => {
    const options = { skipExisting: true }
    const all = { all: true } as const
    const list = () => join(shelf, '.wallabag-exports.jsonl')

    function run(fake: ReturnType<typeof titled>, targets: Targets = all) {
      return clientOf(fake).entries.exportMany(targets, 'txt', folderSink(shelf), options)
    }

    test('an article whose title another one has already is exported', async () => {
      const fake = titled('Same')
      await run(fake)
      fake.seed.entry({ url: 'https://a.test/other', title: 'Same' })
      expect(await run(fake)).toMatchObject({ done: 1, skipped: 1 })
      expect(await filesIn(shelf)).toEqual(['Same (2).txt', 'Same.txt'])
      expect(await run(fake)).toMatchObject({ done: 0, skipped: 2 })
    })

    test.each([
      ['ids', [1, 2]],
      ['addresses', ['https://a.test/0', 'https://a.test/1']],
    ])('given as %s too', async (_, targets) => {
      const fake = titled('Same', 'Same')
      expect(await run(fake, targets)).toMatchObject({ done: 2 })
      expect(await run(fake, targets)).toMatchObject({ skipped: 2 })
      expect(await run(fake)).toMatchObject({ skipped: 2 })
    })

    test('a file of somebody else is neither taken for it nor replaced', async () => {
      await mkdir(shelf)
      await writeFile(join(shelf, 'One.txt'), 'mine')
      expect(await run(titled('One'))).toMatchObject({ done: 1 })
      expect(await readFile(join(shelf, 'One.txt'), 'utf8')).toBe('mine')
      expect(await filesIn(shelf)).toEqual(['One (2).txt', 'One.txt'])
    })

    test('the number of a deleted entry that another one got does not hide that one', async () => {
      const fake = titled('Same')
      await run(fake)
      // A server on SQLite gives it to the entry that is saved next.
      const createdAt = new Date(Date.UTC(2031, 1, 1))
      expect(await run(fake, [{ id: 1, title: 'Same', createdAt }])).toMatchObject({ done: 1 })
      expect(await run(fake)).toMatchObject({ skipped: 1 })
    })

    test('another format, another user and another server are exported', async () => {
      await run(titled('One'))
      const { entries } = clientOf(titled('One'))
      const markdown = await entries.exportMany(all, 'json', folderSink(shelf), options)
      expect(markdown).toMatchObject({ done: 1 })
      const elsewhere = libraryOf(0, { url: 'https://other.test' })
      elsewhere.seed.entry({ url: 'https://a.test/0', title: 'One' })
      expect(await run(elsewhere)).toMatchObject({ done: 1 })
    })

    test('a file that is gone is written again', async () => {
      const fake = titled('One', 'Two')
      await run(fake)
      await rm(join(shelf, 'One.txt'))
      expect(await run(fake)).toMatchObject({ done: 1, skipped: 1 })
      expect(await filesIn(shelf)).toEqual(['One.txt', 'Two.txt'])
    })

    test('half a line at the end is passed over, and the next one stands on a line of its own', async () => {
      const fake = titled('One', 'Two', 'Three')
      await run(fake, [1, 2])
      const text = await readFile(list(), 'utf8')
      await writeFile(list(), text.slice(0, -20))
      expect(await run(fake)).toMatchObject({ done: 2, skipped: 1 })
      expect(await run(fake)).toMatchObject({ skipped: 3 })
    })

    test('a damaged list is refused, and goes on without the line that it names', async () => {
      const fake = titled('One', 'Two')
      await run(fake)
      const [, second] = (await readFile(list(), 'utf8')).split('\n')
      await writeFile(list(), `\u0000\u0000\u0000\n${second}\n`)
      const { failures } = await run(fake)
      expect(failures[0]?.error?.message).toMatch(/Line 1 of .*wallabag-exports.jsonl.* is damaged/)
      expect(await filesIn(shelf)).toHaveLength(2)
      await writeFile(list(), `${second}\n`)
      expect(await run(fake)).toMatchObject({ done: 1, skipped: 1 })
    })

    test('two that share a folder see what the other one has written', async () => {
      const fake = titled('One', 'Two')
      const [mine, other] = [folderSink(shelf), folderSink(shelf)]
      const { entries } = clientOf(fake)
      await entries.exportMany([1], 'txt', mine, options)
      await entries.exportMany([2], 'txt', other, options)
      expect(await entries.exportMany(all, 'txt', mine, options)).toMatchObject({ skipped: 2 })
      expect(await readFile(list(), 'utf8')).toMatch(/^(\{.*\}\n){2}$/)
    })

    test('two at once write one file of each entry', async () => {
      const fake = titled('One', 'Two', 'Three')
      const reports = await Promise.all([run(fake), run(fake)])
      expect(reports.map(({ done, skipped }) => done + skipped)).toEqual([3, 3])
      expect(await filesIn(shelf)).toEqual(['One.txt', 'Three.txt', 'Two.txt'])
    })

    test('a sink that cannot tell is refused', async () => {
      const sink = { has: () => false, write: async () => {} }
      const job = clientOf(titled('One')).entries.exportMany(all, 'txt', sink, options)
      await expect(Promise.resolve(job)).rejects.toThrow(/with `find` and `keep` too/)
    })
  })

  test.each([
    ['an HTML page as epub', { kind: 'custom', body: '<!DOCTYPE html><p>Sign in' }],
    ['an HTML page in capitals', { kind: 'custom', body: '  \n<HTML><body>Bad gateway' }],
    ['nothing', { kind: 'custom', body: '' }],
  ])('never writes %s', async (_, { body }) => {
    const fake = titled('One', 'Two')
    fake.fault({ path: '/api/entries/1/export' }, () => {
      return new Response(body, { headers: { 'content-type': 'application/epub+zip' } })
    })
    const report = await clientOf(fake).entries.exportMany([1, 2], 'epub', folderSink(shelf))
    expect(report).toMatchObject({ done: 1, failed: 1 })
    expect(report.failures[0]?.error).toMatchObject({ code: 'not_wallabag' })
    expect(await filesIn(shelf)).toEqual(['Two.epub'])
  })

  test('leaves no piece of a file that broke off, and fetches it again', async () => {
    const fake = titled('One')
    const { entries } = clientOf(fake)
    fake.fault({ path: '/api/entries/1/export', times: 1 }, 'reset-in-answer')
    expect(await entries.exportMany([1], 'epub', folderSink(shelf))).toMatchObject({ done: 1 })
    expect(await filesIn(shelf)).toEqual(['One.epub'])
    fake.fault({ path: '/api/entries/1/export' }, 'reset-in-answer')
    const other = join(root, 'other')
    expect(await entries.exportMany([1], 'epub', folderSink(other))).toMatchObject({ failed: 1 })
    expect(await filesIn(other)).toEqual([])
  })

  test('does not write the file twice that a killed run had just written', async () => {
    const fake = titled('One', 'Two')
    const { entries } = clientOf(fake)
    const checkpoint = new Map<string, CheckpointData>()
    const sink = folderSink(shelf)
    // Killed between the file and the note that it is finished.
    const job = entries.exportMany([1, 2], 'txt', sink, { checkpoint, concurrency: 1 })
    for await (const _ of job) break
    const [key, data] = [...checkpoint][0] ?? []
    if (key === undefined || data === undefined) throw new Error('no checkpoint')
    const open = [
      { position: 0, begun: 1, note: 'One.txt' },
      ...data.open.filter(({ position }) => position !== 0),
    ]
    checkpoint.set(key, { ...data, open, finished: 0 })
    expect(await entries.exportMany([1, 2], 'txt', sink, { checkpoint })).toMatchObject({
      failed: 0,
    })
    expect((await filesIn(shelf)).toSorted()).toEqual(['One.txt', 'Two.txt'])
  })

  test('takes no file for the one that it could not write: another entry of that title has it', async () => {
    const fake = titled('Same', 'Same', 'Same')
    const { entries } = clientOf(fake, { retry: { limit: 0 } })
    const checkpoint = new Map<string, CheckpointData>()
    const sink = folderSink(shelf)
    let writes = 0
    const full = {
      ...sink,
      async write(name: string, content: ReadableStream<Uint8Array>) {
        writes += 1
        if (writes === 2) throw new Error('no space left')
        await sink.write(name, content)
      },
    }
    const options = { checkpoint, concurrency: 1 }
    fake.fault({ path: '/api/entries/2' }, 'server-error')
    expect(await entries.exportMany([1, 2, 3], 'txt', full, options)).toMatchObject({ done: 1 })
    await fake.clearFaults()
    expect(await entries.exportMany([1, 2, 3], 'txt', sink, options)).toMatchObject({ done: 2 })
    const names = ['Same (2).txt', 'Same (3).txt', 'Same.txt']
    expect((await filesIn(shelf)).toSorted()).toEqual(names)
  })

  test.each([true, false])(
    'gives nobody else the name that a run before gave to a file (written then: %s)',
    async (written) => {
      const { entries } = clientOf(titled('Same', 'Same'))
      const checkpoint = new Map<string, CheckpointData>()
      const files = new Map<string, number>()
      let broken = true
      const sink = {
        has: (name: string) => files.has(name),
        find: () => null,
        keep: () => {},
        write: async (name: string, content: ReadableStream<Uint8Array>) => {
          const { byteLength } = await new Response(content).arrayBuffer()
          if (written || !broken) files.set(name, byteLength)
          if (broken) throw new Error('killed')
        },
      }
      const options = { checkpoint, skipExisting: true, concurrency: 1, stopOnError: true }
      const targets = [1, 2].map((id) => ({ id, title: 'Same' }))
      const run = () => Promise.resolve(entries.exportMany(targets, 'txt', sink, options))
      await expect(run()).rejects.toMatchObject({ code: 'job_failed' })
      broken = false
      options.concurrency = 2
      expect(await run()).toMatchObject({ done: 2 })
      expect([...files.keys()].toSorted()).toEqual(['Same (2).txt', 'Same.txt'])
    },
  )

  test('keeps hostile titles within the folder', async () => {
    const titles = [
      '../../etc/passwd',
      'C:\\con',
      '\u202efdp.exe',
      'a\u0000b',
      '/',
      '..',
      'nul.txt',
    ]
    const fake = titled(...titles)
    await clientOf(fake).entries.exportMany({ all: true }, 'json', folderSink(shelf))
    const names = await filesIn(shelf)
    expect(names).toHaveLength(titles.length)
    for (const name of names)
      expect(name).toMatch(/^[^./\\\p{Cc}\p{Cf}][^/\\:\p{Cc}\p{Cf}]*\.json$/u)
    expect((await filesIn(root)).every((name) => /^shelf \d+$|^other$/.test(name))).toBe(true)
  })

  test('refuses formats that are none, or not of this server, sinks and options that are none', async () => {
    const { entries } = clientOf(titled('One'))
    const run = (format: string, sink: unknown) =>
      Promise.resolve(Reflect.apply(entries.exportMany, entries, [[1], format, sink]))
    await expect(run('html', folderSink(shelf))).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(run('txt', {})).rejects.toMatchObject({ code: 'invalid_input' })
    const options = { skipExisting: 'false' }
    const args = [[1], 'txt', folderSink(shelf), options]
    const odd = Promise.resolve(Reflect.apply(entries.exportMany, entries, args))
    await expect(odd).rejects.toThrow(/skipExisting: expected true or false, received the string/)
    await expect(run('md', folderSink(shelf))).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('folderSink', () => {
  const streamOf = (text: string) => new Response(text).body ?? new ReadableStream<Uint8Array>()

  test('writes whatever name a file has: inside of its folder, or not at all', async () => {
    const sink = folderSink(shelf)
    for (const name of ['../out', 'a/b', 'a\\b', '..', '.', '', '/tmp/x']) {
      await expect(sink.write(name, streamOf('x')), name).rejects.toThrow(/without folders/)
    }
  })

  test('does not write through a link', async () => {
    await mkdir(shelf)
    const outside = join(root, `shelf ${1000 + shelves}`)
    await writeFile(outside, 'untouched')
    await symlink(outside, join(shelf, 'One.txt'))
    const written = folderSink(shelf).write('One.txt', streamOf('new'))
    await expect(written).rejects.toMatchObject({ code: 'already_exists' })
    expect(await readFile(outside, 'utf8')).toBe('untouched')
    expect(await filesIn(shelf)).toEqual(['One.txt'])
    await rm(outside)
  })

  test('writes each file whole or not at all, also while another writes one of that name', async () => {
    const begin = async (text: string) => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const writer = writable.getWriter()
      const written = folderSink(shelf).write('One.txt', readable)
      await writer.write(new TextEncoder().encode(text))
      return { writer, written }
    }
    const there = (count: number) =>
      eventually(async () => expect(await filesIn(shelf)).toHaveLength(count))
    await mkdir(shelf)
    const one = await begin('one')
    await there(1)
    const other = await begin('half of the other')
    await there(2)
    await one.writer.close()
    await one.written
    expect(await readFile(join(shelf, 'One.txt'), 'utf8')).toBe('one')
    await other.writer.abort(new Error('broke off'))
    await expect(other.written).rejects.toThrow('broke off')
    expect(await readFile(join(shelf, 'One.txt'), 'utf8')).toBe('one')
    expect(await filesIn(shelf)).toEqual(['One.txt'])
  })

  test('sweeps away what a killed process left of a file when it writes that file', async () => {
    await mkdir(shelf)
    const left = `.${createHash('sha1').update('One.txt').digest('hex')}.999999999.abc.tmp`
    await writeFile(join(shelf, left), 'half')
    await folderSink(shelf).write('One.txt', streamOf('whole'))
    expect(await filesIn(shelf)).toEqual(['One.txt'])
  })

  test('two jobs at once in one folder write every file, equal titles under numbers', async () => {
    const libraries = [titled('Same', 'Same', 'Same'), titled('Same', 'Same', 'Same')]
    const reports = await Promise.all(
      libraries.map((fake) =>
        clientOf(fake).entries.exportMany([1, 2, 3], 'txt', folderSink(shelf)),
      ),
    )
    expect(reports.map(({ done, failed }) => [done, failed])).toEqual([
      [3, 0],
      [3, 0],
    ])
    expect((await filesIn(shelf)).filter((name) => name.endsWith('.txt'))).toHaveLength(6)
  })

  test('saveExport numbers equal names also at once, and gives a name that got free again', async () => {
    const { entries } = clientOf(titled('Same', 'same', 'SAME'))
    const save = async (id: number) => saveExport(await entries.export(id, 'txt'), shelf)
    const paths = await Promise.all([1, 2, 3].map(save))
    const numbers = paths.map((path) => /^same( \(\d\))?\.txt$/i.exec(basename(path))?.[1] ?? '')
    expect(numbers.toSorted()).toEqual(['', ' (2)', ' (3)'])
    expect((await filesIn(shelf)).toSorted()).toEqual(
      paths.map((path) => basename(path)).toSorted(),
    )
    await Promise.all(paths.map((path) => rm(path)))
    expect(await save(1)).toBe(join(shelf, 'Same.txt'))
  })

  test('names the file when the disk is full, and leaves no part of it', async () => {
    const { entries } = clientOf(titled('One'))
    const file = await open(root)
    await file.close()
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    const full = async () => {
      const error = new Error('ENOSPC: no space left on device, write')
      throw Object.assign(error, { errno: -28, code: 'ENOSPC', syscall: 'write' })
    }
    vi.spyOn(Object.getPrototypeOf(file), 'writeFile').mockImplementation(full)
    const report = await entries.exportMany([1], 'txt', folderSink(shelf))
    const saved = saveExport(await entries.export(1, 'txt'), shelf)
    await expect(saved).rejects.toThrow(join(shelf, 'One'))
    expect(report.failures[0]?.error?.message).toContain(join(shelf, 'One.txt'))
    expect(await readdir(shelf)).toEqual([])
    vi.restoreAllMocks()
    vi.spyOn(Object.getPrototypeOf(file), 'appendFile').mockImplementation(full)
    const unlisted = await entries.exportMany([1], 'txt', folderSink(shelf))
    expect(unlisted.failures[0]?.error?.message).toContain(
      `'${join(shelf, '.wallabag-exports.jsonl')}'`,
    )
  })

  test('saveExport writes one file under a safe name', async () => {
    const { entries } = clientOf(titled('One'))
    const first = await saveExport(await entries.export(1, 'txt'), shelf)
    const second = await saveExport(await entries.export(1, 'txt'), shelf)
    expect([first, second]).toEqual([join(shelf, 'One.txt'), join(shelf, 'One (2).txt')])
    const file = await entries.export(1, 'txt')
    const hostile = { ...file, filename: '..\\..\\x/../evil.t:xt' }
    expect(await saveExport(hostile, shelf)).toMatch(/^.*shelf \d+\/[^/\\:]+$/)
  })
})

test('any title is a name that every system takes, inside of the folder', async () => {
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
  const hostile = fc.constantFrom(
    '../',
    '..',
    '.',
    ' ',
    '\u202e',
    '\ud800',
    'CON',
    'é',
    '🧱',
    '\\',
    '\0',
    ':',
  )
  const titles = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.array(hostile, { maxLength: 200 }).map((parts) => parts.join('')),
  )
  const written: string[] = []
  const sink = { has: () => false, write: async (name: string) => void written.push(name) }
  const { entries } = clientOf(titled('One'))
  await fc.assert(
    fc.asyncProperty(titles, async (title) => {
      written.length = 0
      await entries.exportMany([{ id: 1, title }], 'txt', sink)
      const [name = ''] = written
      expect(written).toHaveLength(1)
      expect(Buffer.byteLength(name)).toBeLessThan(230)
      expect(name).toBe(name.normalize('NFC'))
      expect(name).toMatch(/^[^. ].*[^. ]\.txt$|^[^. ]\.txt$/su)
      expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}]/u)
      expect(name).not.toMatch(reserved)
    }),
    { numRuns: sized(20, 200), seed: 6 },
  )
})

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { CheckpointData } from 'wallabag-sdk'
import type { FakeOptions } from 'wallabag-sdk/testing'
import { RowCheckpoint, RowKeys } from '../../cli/src/saving/row-checkpoint.js'
import { OrderWindow } from '../../cli/src/saving/window.js'
import { generatedPage } from '../../mocks/content/generated.js'
import { type Bench, createBench } from '../support/command.js'
import { sized } from '../support/size.js'

const urlOf = (n: number) => `https://order.example/${n}`

/** A server on which some pages take their time. */
function serverWith(slow: readonly number[], options: FakeOptions = {}): Promise<Bench> {
  return createBench({
    async pages(url) {
      if (slow.some((n) => url === urlOf(n))) await pause(400)
      return generatedPage(url)
    },
    ...options,
  })
}

function pocketFile(bench: Bench, count: number, tag: string): string {
  const rows = Array.from(
    { length: count },
    (_, n) => `T,${urlOf(n)},${1_500_000_000 + n},${tag},unread`,
  )
  writeFileSync(
    join(bench.home, 'part.csv'),
    ['title,url,time_added,tags,status', ...rows].join('\n'),
  )
  return 'part.csv'
}

/** By how many places each entry stands away from its own. */
function displaced({ fake }: Bench): number[] {
  return fake.state.entries.map(({ url }, at) => Math.abs(Number(url?.split('/').at(-1)) - at))
}

test('an import keeps its order within sixteen places, however slow some pages are', async () => {
  const rows = sized(50, 120)
  const slow = [3, 20, 21, 40, 41, 60]
  const bench = await serverWith(slow)
  try {
    const words = ['import', pocketFile(bench, rows, 'one|two'), '--yes']
    expect(await bench.inside(words)).toMatchObject({ code: 0 })
    expect(bench.fake.state.entries).toHaveLength(rows)
    expect(Math.max(...displaced(bench))).toBeLessThanOrEqual(16)
    // The label came with the first, and with the others although nobody waited for it.
    for (const { tags } of bench.fake.state.entries)
      expect([...tags].sort()).toEqual(['one', 'two'])
    const states = join(bench.home, '.local/state/wallabag-cli/imports')
    expect(existsSync(states) ? readdirSync(states) : []).toEqual([])
  } finally {
    await bench.close()
  }
})

test('those that share a new label do not wait for the slow page that brings it', async () => {
  const bench = await serverWith([0])
  try {
    const words = ['import', pocketFile(bench, 10, 'new'), '--yes']
    expect(await bench.inside(words)).toMatchObject({ code: 0 })
    const urls = bench.fake.state.entries.map(({ url }) => url)
    expect(urls.at(-1)).toBe(urlOf(0))
    expect(bench.fake.state.entries.every(({ tags }) => tags.join() === 'new')).toBe(true)
  } finally {
    await bench.close()
  }
})

test('--one-by-one keeps it strictly', async () => {
  const bench = await serverWith([2])
  try {
    await bench.inside(['import', pocketFile(bench, 8, 'a'), '--yes', '--one-by-one'])
    expect(displaced(bench)).toEqual(Array(8).fill(0))
  } finally {
    await bench.close()
  }
})

test('what is read from somewhere else goes on, since a name is no part of what it is', async () => {
  const bench = await serverWith([])
  try {
    const { fake, home } = bench
    const fault = fake.fault(
      { method: 'POST', path: '/api/entries', nth: [2] },
      { kind: 'server-error', status: 400 },
    )
    const lines = Array.from({ length: 4 }, (_, n) => urlOf(n)).join('\n')
    writeFileSync(join(home, 'one.txt'), lines)
    expect((await bench.inside(['import', 'one.txt', '--yes'])).code).toBe(1)
    await fault.remove()
    const again = await bench.inside(['import', '-', '--yes'], { input: lines })
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('1 done, 3 done by') })
  } finally {
    await bench.close()
  }
})

test('a file that grew, and lost a row, goes on where it was', async () => {
  const bench = await serverWith([])
  try {
    const { fake, home } = bench
    const create = { method: 'POST', path: '/api/entries' }
    const fault = fake.fault({ ...create, nth: [2] }, { kind: 'server-error', status: 400 })
    const words = ['import', 'grown.txt', '--yes', '--one-by-one']
    const write = (...numbers: number[]) =>
      writeFileSync(join(home, 'grown.txt'), numbers.map(urlOf).join('\n'))
    write(0, 1, 2, 3)
    expect((await bench.inside(words)).code).toBe(1)
    await fault.remove()
    fake.requests.clear()
    write(9, 1, 2, 3, 8)
    const again = await bench.inside(words)
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('3 done, 2 done by') })
    const creates = fake.requests.filter(
      ({ method, path }) => `${method} ${path}` === 'POST /api/entries',
    )
    expect(creates).toHaveLength(3)
    expect(fake.state.entries.map(({ url }) => url)).toEqual([0, 2, 3, 1, 9, 8].map(urlOf))
    expect(readdirSync(join(home, '.local/state/wallabag-cli/imports'))).toEqual([])
  } finally {
    await bench.close()
  }
})

test('a label that is owed is not lost when the file grew meanwhile', async () => {
  const bench = await serverWith([0])
  try {
    // Together, and then one by one.
    const tagging = ['/api/entries/tags/lists', '/api/entries/*/tags']
    const faults = tagging.map((path) =>
      bench.fake.fault({ method: 'POST', path }, { kind: 'server-error', status: 400 }),
    )
    await bench.inside(['import', pocketFile(bench, 5, 'owed'), '--yes'])
    expect(bench.fake.state.entries.filter(({ tags }) => tags.length === 0).length).toBeGreaterThan(
      0,
    )
    for (const fault of faults) await fault.remove()
    const again = await bench.inside(['import', pocketFile(bench, 6, 'owed'), '--yes'])
    expect(again.code).toBe(0)
    expect(bench.fake.state.entries.map(({ tags }) => tags.join())).toEqual(Array(6).fill('owed'))
  } finally {
    await bench.close()
  }
})

describe('what is kept of an import', () => {
  const rows = ['a', 'b', 'c'].map((key) => ({ key, url: `https://e.org/${key}` }))
  const [a, b, c] = rows
  const begun = { position: 1, begun: 5, note: 'create' }
  const data: CheckpointData = {
    version: 1,
    fingerprint: 'f',
    position: 1,
    digest: 'd',
    finished: 1,
    open: [begun],
  }

  async function kept(given: typeof rows) {
    const folder = mkdtempSync(join(tmpdir(), 'wallabag-kept-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    await (await RowCheckpoint.open(folder, 'acc', rows)).set('', data)
    return { folder, checkpoint: await RowCheckpoint.open(folder, 'acc', given) }
  }

  test('is found by its rows, in whatever order they come', async () => {
    if (!a || !b || !c) throw new Error('rows')
    const { folder, checkpoint } = await kept([c, b, a])
    expect(checkpoint.places).toEqual([2, 1, 0])
    expect(checkpoint.get()).toEqual(data)
    const inputs = []
    for await (const input of checkpoint.inputs([c, b, a], async ({ url }) => ({
      url,
      tags: [],
    }))) {
      inputs.push(input)
    }
    // The first one is done: its address keeps the place, and nothing else of it is read.
    expect(inputs).toEqual([{ url: a.url }, { url: b.url, tags: [] }, { url: c.url, tags: [] }])
    expect(readdirSync(folder).every((name) => name.startsWith('acc-'))).toBe(true)
  })

  test('keeps what was begun of a row that is not given now, until it is', async () => {
    if (!a || !b || !c) throw new Error('rows')
    const { folder, checkpoint } = await kept([c, a])
    expect(checkpoint.places).toEqual([1, null, 0])
    expect(checkpoint.get()).toEqual({ ...data, open: [], finished: 1 })
    await checkpoint.set('', { ...data, position: 2, open: [] })
    await checkpoint.delete('')
    const again = await RowCheckpoint.open(folder, 'acc', [b])
    expect(again.get()).toMatchObject({ position: 2, open: [begun], finished: 0 })
  })

  test('is refused by name when another version wrote it', async () => {
    const { folder } = await kept(rows)
    const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.json'))
    writeFileSync(join(folder, name), JSON.stringify({ ...data, version: 2 }))
    await expect(RowCheckpoint.open(folder, 'acc', rows)).rejects.toThrow(
      `${folder}/${name} is damaged, or of another version of this command`,
    )
  })

  test('tells equal rows apart by how many came before', () => {
    const keysOf = (...texts: string[]) => {
      const keys = new RowKeys()
      return texts.map((text) => keys.next(text))
    }
    const three = keysOf('same', 'same', 'other')
    expect(new Set(three).size).toBe(3)
    expect(keysOf('other', 'same', 'same').toSorted()).toEqual(three.toSorted())
  })
})

describe('the window', () => {
  const windowOf = (isStrict: boolean) => {
    const late: number[] = []
    return {
      late,
      window: new OrderWindow({ isStrict, onLate: (index) => late.push(index) }),
    }
  }

  async function begun(window: OrderWindow, index: number): Promise<() => boolean> {
    let isBegun = false
    window.begin(index).then(() => {
      isBegun = true
    })
    await vi.advanceTimersByTimeAsync(0)
    return () => isBegun
  }

  test('lets item n begin when item n−16 has ended, in whatever way', async () => {
    vi.useFakeTimers()
    try {
      const { window, late } = windowOf(false)
      for (let n = 0; n < 16; n++) expect((await begun(window, n))()).toBe(true)
      const isBegun = await begun(window, 16)
      window.end(5)
      await vi.advanceTimersByTimeAsync(1000)
      expect(isBegun()).toBe(false)
      window.end(0)
      await vi.advanceTimersByTimeAsync(0)
      expect(isBegun()).toBe(true)
      expect(late).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })

  test('waits for none longer than half a minute, and names it', async () => {
    vi.useFakeTimers()
    try {
      const { window, late } = windowOf(false)
      for (let n = 0; n < 16; n++) await window.begin(n)
      await vi.advanceTimersByTimeAsync(10_000)
      const isBegun = await begun(window, 16)
      await vi.advanceTimersByTimeAsync(19_900)
      expect(isBegun()).toBe(false)
      await vi.advanceTimersByTimeAsync(100)
      expect(isBegun()).toBe(true)
      expect(late).toEqual([0])
    } finally {
      vi.useRealTimers()
    }
  })

  test('waits for what an earlier run began and nobody ended', async () => {
    vi.useFakeTimers()
    try {
      const { window } = windowOf(false)
      window.goOn(99)
      const isBegun = [await begun(window, 114), await begun(window, 115)]
      // The entry whose answer was lost is looked for up to a minute.
      await vi.advanceTimersByTimeAsync(61_000)
      expect(isBegun.map((is) => is())).toEqual([true, false])
      window.end(99)
      await vi.advanceTimersByTimeAsync(0)
      expect(isBegun[1]?.()).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  test('waits for nothing that an earlier run has done, and strictly for everything when told', async () => {
    vi.useFakeTimers()
    try {
      expect((await begun(windowOf(false).window, 100))()).toBe(true)
      const { window, late } = windowOf(true)
      await window.begin(0)
      const isBegun = await begun(window, 1)
      await vi.advanceTimersByTimeAsync(600_000)
      expect(isBegun()).toBe(false)
      window.end(0)
      await vi.advanceTimersByTimeAsync(0)
      expect([isBegun(), late]).toEqual([true, []])
    } finally {
      vi.useRealTimers()
    }
  })
})

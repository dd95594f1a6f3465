import { type ListOptions, Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'
import { rawClient } from '../support/raw-client.js'

/** What a history is made of; everything random comes from here. */
export interface History {
  /** For each entry at the start, whether it is archived. */
  readonly start: readonly boolean[]
  readonly order: 'asc' | 'desc'
  readonly perPage: number
  /** Whether the list shows unread entries only, or all. */
  readonly filtered: boolean
  /** What happens before each request for a page: numbers, of which each is a deed. */
  readonly writes: readonly (readonly number[])[]
  /** Before which requests a fault strikes, and which. */
  readonly faults: readonly (number | null)[]
  /** What the reader does to an entry it was given: nothing, archive or delete it. */
  readonly reader: readonly ('look' | 'archive' | 'delete')[]
}

/** What a walk promised and what it gave. */
export interface Walked {
  readonly delivered: readonly number[]
  /** Matched from before the first request until after the last. */
  readonly always: ReadonlySet<number>
  /** Matched at some time. */
  readonly ever: ReadonlySet<number>
}

/** A way to read a list to its end. */
export type Reading = (options: WallabagOptions, filter: ListOptions) => AsyncIterable<number>

/** By one loop. */
export async function* inOneLoop(options: WallabagOptions, filter: ListOptions) {
  for await (const { id } of new Wallabag(options).entries.list(filter)) yield id
}

/** By cursors, each page through a client that knows nothing of the one before. */
export async function* byCursors(options: WallabagOptions, filter: ListOptions) {
  let kept = '{}'
  for (let pages = 0; pages < 300; pages += 1) {
    const page = await new Wallabag(options).entries.list(filter, JSON.parse(kept))
    for (const { id } of page.items) yield id
    if (!page.hasNext) return
    kept = JSON.stringify({ after: page.cursor })
  }
  throw new Error('the cursors do not come to an end')
}

/**
 * Plays a history: reads a list while others write between any two requests. Which entries match is
 * kept here by hand, not by the server and not by the client.
 */
export async function walk(history: History, reading: Reading = inOneLoop): Promise<Walked> {
  const { start, filtered, order, perPage } = history
  const fake = createFakeWallabag()
  const raw = await rawClient(fake)
  const archived = new Map<number, boolean>()
  for (const [index, isArchived] of start.entries()) {
    archived.set(
      fake.seed.entry({ url: `https://a.test/${index}`, archived: isArchived }),
      isArchived,
    )
  }
  const matches = (id: number) => archived.has(id) && !(filtered && archived.get(id))
  const always = new Set([...archived.keys()].filter(matches))
  const ever = new Set(always)
  const noted = (id: number) => {
    if (matches(id)) ever.add(id)
    else always.delete(id)
  }
  const archive = async (id: number, isArchived: boolean) => {
    await raw.patch(id, { archive: Number(isArchived) })
    archived.set(id, isArchived)
    noted(id)
  }
  const remove = async (id: number) => {
    await raw.remove(id)
    archived.delete(id)
    noted(id)
  }
  /** Somebody deletes what the reader has probably had: the list shrinks under its feet. */
  const tidyUp = async (count: number) => {
    const ids = [...archived.keys()].toSorted((a, b) => (order === 'asc' ? a - b : b - a))
    for (const id of ids.filter(matches).slice(0, count)) await remove(id)
  }
  const deed = async (number: number) => {
    const ids = [...archived.keys()]
    const id = ids[Math.floor(number / 8) % Math.max(1, ids.length)]
    if (number % 8 === 0 || id === undefined) {
      const created = await raw.create(`https://b.test/${number}-${archived.size}-${ever.size}`)
      archived.set(created, false)
      noted(created)
    } else if (number % 8 < 3) await remove(id)
    else if (number % 8 === 3) await tidyUp(1 + (Math.floor(number / 8) % 5))
    else await archive(id, number % 8 < 7)
  }

  let requests = 0
  const moving: typeof fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    if (!url.includes('/api/entries')) return fake.fetch(input, init)
    const index = requests++
    for (const number of history.writes[index] ?? []) await deed(number)
    const fault = history.faults[index] ?? null
    if (fault !== null)
      return new Response('busy', { status: fault, headers: { 'retry-after': '0' } })
    return fake.fetch(input, init)
  }
  const { access_token: token } = await passwordGrant(fake.url, fake.credentials, fake.fetch)
  const options: WallabagOptions = {
    url: fake.url,
    auth: { getAccessToken: () => token },
    fetch: moving,
    retry: { limit: 20 },
  }
  const filter = { order, perPage, ...(filtered ? { archived: false } : {}) }
  const delivered: number[] = []
  for await (const id of reading(options, filter)) {
    const does = history.reader[delivered.length % history.reader.length]
    delivered.push(id)
    if (does === 'archive' && archived.has(id)) await archive(id, true)
    if (does === 'delete' && archived.has(id)) await remove(id)
    // Writers do not wait for page boundaries alone.
    if (delivered.length > 2000) throw new Error('the walk does not end')
  }
  return { delivered, always, ever }
}

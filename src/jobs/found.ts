import { WallabagError } from '../errors/index.js'
import { walkEntries } from '../pages/walk-entries.js'
import type { Checkpoint } from './checkpoint.js'
import type { Item } from './item.js'
import type { Desk } from './run.js'
import { checkAtMost, type Opened } from './source.js'
import type { Target } from './targets.js'

type Found = Omit<Item<Target>, 'index' | 'isFound'>

/**
 * Finds the entries of a filter. All of them before the first change, or the changes would move the
 * list under the walk, and nobody could count before it is too late. Of each only what is needed.
 */
export async function openFound(
  filter: URLSearchParams,
  desk: Desk<Target>,
  checkpoint: Checkpoint | null,
  atMost: number | undefined,
): Promise<Opened<Target>> {
  const last = checkpoint?.position ?? -1
  // What was begun may no longer be what the filter finds, and is finished all the same.
  const all: Found[] = (checkpoint?.open ?? []).map((left) => {
    const { position } = left
    return { input: position, position, left, problem: null }
  })
  for await (const one of find(filter, desk)) {
    if (one.position > last) all.push(one)
    checkAtMost(all.length, atMost)
  }
  return { total: all.length, items: items() }

  async function* items(): AsyncGenerator<Item<Target>, void, undefined> {
    for (const [index, one] of all.entries()) {
      if (!one.left) checkpoint?.take(one.position, '')
      yield { ...one, index, isFound: true }
    }
  }
}

async function* find(
  filter: URLSearchParams,
  desk: Desk<Target>,
): AsyncGenerator<Found, void, undefined> {
  let last = 0
  for await (const page of walkEntries(desk.context.api, filter, () => desk.scope())) {
    const readable = new Map(page.items.map((entry) => [entry.id, entry]))
    for (const id of page.ids) {
      if (id <= last) continue
      last = id
      const entry = readable.get(id)
      const { url, title, createdAt } = entry ?? {}
      const input = { id, url: url ?? null, title: title ?? null, ...(createdAt && { createdAt }) }
      yield { input, position: id, left: null, problem: entry ? null : unreadable(id) }
    }
  }
}

/** What changes an entry must not go by an answer that made no sense; the walk has told `onInvalid` why. */
function unreadable(id: number): WallabagError {
  return new WallabagError('unexpected_shape', `Entry ${id} came in a list as no entry should.`, {
    hint: 'What is wrong with it is told to `onInvalid`; `validate: "off"` lets it through.',
    outcome: 'refused',
  })
}

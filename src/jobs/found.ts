import { WallabagError } from '../errors/index.js'
import type { EntrySummary } from '../models/entry.js'
import type { Api } from '../operations/api.js'
import { listEntries, type PageRequest } from '../operations/list.js'
import { WalkById } from '../pages/walk.js'
import type { Checkpoint } from './checkpoint.js'
import type { Item } from './item.js'
import type { Desk } from './run.js'
import { checkAtMost, type Opened, type Source } from './source.js'
import type { Target, TargetEntry } from './targets.js'

const perPage = 100

interface Found {
  readonly target: TargetEntry
  readonly problem: WallabagError | null
}

/**
 * Finds the entries of a filter. All of them before the first change, or the changes would move the
 * list under the walk, and nobody could count before it is too late. Of each only what is needed.
 */
export class FoundSource implements Source<Target> {
  readonly #api: Api
  readonly #query: URLSearchParams
  readonly #desk: Desk<Target>

  constructor(api: Api, filter: URLSearchParams, desk: Desk<Target>) {
    this.#api = api
    this.#query = new URLSearchParams(filter)
    this.#query.set('detail', 'metadata')
    this.#query.set('sort', 'created')
    this.#query.set('order', 'asc')
    this.#desk = desk
  }

  async begin(checkpoint: Checkpoint | null, atMost: number | undefined): Promise<Opened<Target>> {
    const last = checkpoint?.position ?? -1
    const left = checkpoint?.open ?? []
    const found: Found[] = []
    for await (const one of this.#walk()) {
      if (one.target.id > last) found.push(one)
      checkAtMost(found.length + left.length, atMost)
    }
    return {
      total: left.length + found.length,
      before: checkpoint?.finished ?? 0,
      items: items(),
    }

    async function* items(): AsyncGenerator<Item<Target>, void, undefined> {
      let index = 0
      // What was begun may no longer be what the filter finds, and is finished all the same.
      for (const open of left) {
        const { position } = open
        yield { input: position, index, position, left: open, problem: null }
        index += 1
      }
      for (const { target: input, problem } of found) {
        checkpoint?.take(input.id, '')
        yield { input, index, position: input.id, left: null, problem }
        index += 1
      }
    }
  }

  async *#walk(): AsyncGenerator<Found, void, undefined> {
    const { signal = new AbortController().signal } = this.#desk
    const fetch = async (at: PageRequest) =>
      (await listEntries(this.#api, this.#query, at, this.#desk.scope())).value
    const walk = new WalkById<EntrySummary>(fetch, perPage, 'asc')
    let last = 0
    for (let page = await walk.next(signal); page; page = await walk.next(signal)) {
      const readable = new Map(page.items.map((entry) => [entry.id, entry]))
      for (const id of page.ids) {
        if (id <= last) continue
        last = id
        const entry = readable.get(id)
        yield entry
          ? { target: { id, url: entry.url, title: entry.title }, problem: null }
          : { target: { id, url: null, title: null }, problem: unreadable(id) }
      }
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

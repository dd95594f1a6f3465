import { InputError } from '../../errors/index.js'
import type { EntrySummaryRecord } from '../../models/entry-record.js'
import { checkId } from '../../models/ids.js'
import { entryKey } from '../keys.js'
import type { SyncStore } from '../store.js'
import {
  type EntryChange,
  isFor,
  isNothing,
  mergeWanted,
  newHeader,
  stillWanted,
  type UpdateChange,
  type Wanted,
} from './change.js'
import type { Queue } from './queue.js'

/** An entry of the store and its changes. */
export interface Wished {
  readonly entry: EntrySummaryRecord
  readonly changes: readonly EntryChange[]
}

/** The entries of the store and what waits for them. Whoever changes something does so in his turn. */
export class Wishes {
  readonly #store: SyncStore
  readonly #queue: Queue

  constructor(store: SyncStore, queue: Queue) {
    this.#store = store
    this.#queue = queue
  }

  /** A wish for an entry joins the one that waits; both vanish when the entry is so already. */
  async join(id: number, wanted: Wanted): Promise<void> {
    const { entry, changes } = await this.living(id)
    const waiting = changes.find(
      (change): change is UpdateChange => change.type === 'update' && this.#queue.isOpen(change),
    )
    const merged = waiting ? mergeWanted(waiting, wanted) : wanted
    // While another change of the entry is under way, nobody knows how the entry is.
    const isAlone = changes.every((change) => change === waiting || change.type === 'annotate')
    const known = isAlone && (waiting?.triedAt ?? null) === null
    const wish = known ? stillWanted(merged, entry) : merged
    if (isNothing(wish)) return this.#queue.write([], waiting ? [waiting] : [])
    const header = waiting ?? newHeader(await this.#queue.nextNumber())
    const { createdAt } = entry
    await this.#queue.write([{ ...header, ...wish, type: 'update', id, createdAt }])
  }

  /** An entry that is not to be deleted. */
  async living(id: number): Promise<Wished> {
    const found = await this.of(id)
    if (found.changes.some(({ type }) => type === 'delete')) {
      throw new InputError('invalid_input', `id: entry ${id} is to be deleted.`)
    }
    return found
  }

  /** An entry of the store. */
  async of(id: number): Promise<Wished> {
    const [record] = await this.#store.get([entryKey(checkId(id))])
    if (record?.kind !== 'entry') {
      throw new InputError('invalid_input', `id: entry ${id} is not in the store.`)
    }
    const { entry } = record
    const changes = (await this.#queue.all()).filter((change) => isFor(change, entry))
    return { entry, changes }
  }
}

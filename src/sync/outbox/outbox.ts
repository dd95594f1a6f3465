import { annotationToWire, type NewAnnotation } from '../../annotations/annotation.js'
import { fieldsToWire } from '../../entries/entry-fields.js'
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import { describe, InputError, noSuch } from '../../errors/index.js'
import { hashUrl } from '../../values/article-url.js'
import { checkId } from '../../values/ids-and-dates.js'
import { existingLabel, normalizeLabels } from '../../values/tag.js'
import { entryKey, type SyncStore } from '../store.js'
import {
  type EntryChange,
  isFor,
  newHeader,
  type QueuedChange,
  type QueuedSave,
  type SaveChange,
  type TagChanges,
  type UpdateChange,
} from './change.js'
import { isNothing, mergeWanted, stillWanted, union, type Wanted } from './merge-changes.js'
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

const noWish: Wanted = { archived: null, starred: null, add: [], remove: [] }

/**
 * Local changes, which the next run sends. They are in the store, so they survive a restart; they
 * are sent in their order; and two for the same entry become one where that is the same in the end.
 *
 * @example
 * ```ts
 * await sync.outbox.archive(entry.id)
 * await sync.outbox.tag(entry.id, { add: ['read'] })
 * await sync.run()
 * ```
 */
export class Outbox {
  readonly #queue: Queue
  readonly #wishes: Wishes
  readonly #address: (url: string) => string

  /** @internal */
  constructor(store: SyncStore, queue: Queue, address: (url: string) => string) {
    this.#queue = queue
    this.#wishes = new Wishes(store, queue)
    this.#address = address
  }

  /**
   * The changes that the server does not have yet.
   *
   * @returns The changes in the order in which they are sent.
   *
   * @example
   * ```ts
   * console.log((await sync.outbox.list()).length, 'changes wait for the network')
   * ```
   */
  async list(): Promise<QueuedChange[]> {
    return (await this.#queue.all()).filter(({ sent }) => !sent)
  }

  /**
   * Saves an address with the next run.
   *
   * @param url - The address.
   * @param fields - What to set along with it; a second save of the same address adds to the first.
   * @throws InputError for what the server would refuse or ignore.
   *
   * @example
   * ```ts
   * await sync.outbox.save('https://example.org/article', { tags: ['later'] })
   * ```
   */
  save(url: string, fields: QueuedSave = {}): Promise<void> {
    return this.#queue.inTurn(async () => {
      const address = this.#address(url)
      const { title, tags = [], archived, starred, ...others } = fields
      refuseOthers(others)
      fieldsToWire({ title, archived, starred })
      const labels = normalizeLabels(tags)
      const hash = hashUrl(address)
      const all = await this.#queue.all()
      // A change of an entry in between may be of this address: the later save must come after it.
      const between = all.findLastIndex(({ type }) => type !== 'save')
      const waiting = all
        .slice(between + 1)
        .find(
          (change): change is SaveChange =>
            change.type === 'save' && this.#queue.isOpen(change) && hashUrl(change.url) === hash,
        )
      const header = waiting ?? newHeader(await this.#queue.nextNumber())
      const change: SaveChange = {
        ...header,
        type: 'save',
        url: waiting?.url ?? address,
        title: title ?? waiting?.title ?? null,
        tags: union(waiting?.tags ?? [], labels),
        archived: archived ?? waiting?.archived ?? null,
        starred: starred ?? waiting?.starred ?? null,
      }
      await this.#queue.write([change])
    })
  }

  /**
   * Archives an entry, or takes it back from the archive, with the next run.
   *
   * @param id - The number of an entry in the store.
   * @param archived - `false` to make it unread again; `true` unless told.
   * @throws InputError for an entry that is not in the store or is to be deleted.
   *
   * @example
   * ```ts
   * await sync.outbox.archive(17)
   * ```
   */
  async archive(id: number, archived = true): Promise<void> {
    fieldsToWire({ archived })
    return this.#want(id, { archived })
  }

  /**
   * Stars an entry, or takes its star away, with the next run.
   *
   * @param id - The number of an entry in the store.
   * @param starred - `false` to take the star away; `true` unless told.
   * @throws InputError for an entry that is not in the store or is to be deleted.
   *
   * @example
   * ```ts
   * await sync.outbox.star(17)
   * ```
   */
  async star(id: number, starred = true): Promise<void> {
    fieldsToWire({ starred })
    return this.#want(id, { starred })
  }

  /**
   * Adds tags to an entry and takes others off it with the next run; what others do to its other
   * tags meanwhile is kept.
   *
   * @param id - The number of an entry in the store.
   * @param changes - The labels to add and to take off.
   * @throws InputError for an entry that is not in the store or is to be deleted, or for a label
   *   that is no label.
   *
   * @example
   * ```ts
   * await sync.outbox.tag(17, { add: ['read'], remove: ['later'] })
   * ```
   */
  async tag(id: number, changes: TagChanges): Promise<void> {
    const add = normalizeLabels(changes.add ?? [], 'add')
    const remove = normalizeLabels(changes.remove ?? [], 'remove', existingLabel)
    const both = add.find((label) => remove.includes(label))
    if (both !== undefined) {
      throw new InputError('invalid_input', `tags: ${describe(both)} is to be added and removed.`)
    }
    return this.#want(id, { add, remove })
  }

  /**
   * Deletes an entry with the next run. Other changes of it that wait are dropped; it stays in the
   * store until the server has deleted it, and `sync.entries()` no longer shows it.
   *
   * @param id - The number of an entry in the store.
   * @throws InputError for an entry that is not in the store.
   *
   * @example
   * ```ts
   * await sync.outbox.delete(17)
   * ```
   */
  delete(id: number): Promise<void> {
    return this.#queue.inTurn(async () => {
      const { entry, changes } = await this.#wishes.of(id)
      const { createdAt } = entry
      const open = changes.filter((change) => this.#queue.isOpen(change))
      if (open.some(({ type }) => type === 'delete')) return
      const header = newHeader(await this.#queue.nextNumber())
      await this.#queue.write([{ ...header, type: 'delete', id, createdAt }], open)
    })
  }

  /**
   * Annotates an entry with the next run.
   *
   * @param id - The number of an entry in the store.
   * @param annotation - The passage, the note, and where the passage is.
   * @throws InputError for an entry that is not in the store or is to be deleted, and for what the
   *   server would refuse without saying why.
   *
   * @example
   * ```ts
   * await sync.outbox.annotate(17, { quote: 'the old town wakes', text: 'Remember this' })
   * ```
   */
  annotate(id: number, annotation: NewAnnotation): Promise<void> {
    return this.#queue.inTurn(async () => {
      annotationToWire(annotation)
      const { createdAt } = (await this.#wishes.living(id)).entry
      const { quote, text, ranges = [] } = annotation
      const header = newHeader(await this.#queue.nextNumber())
      await this.#queue.write([{ ...header, type: 'annotate', id, createdAt, quote, text, ranges }])
    })
  }

  /**
   * Takes a change back that was not sent yet.
   *
   * @param number - The change's number, as `list` tells it.
   * @returns Whether it could be taken back; one that is under way, or was tried and may have been
   *   made, cannot.
   *
   * @example
   * ```ts
   * for (const { number, failure } of await sync.outbox.list()) {
   *   if (failure) await sync.outbox.discard(number)
   * }
   * ```
   */
  discard(number: number): Promise<boolean> {
    return this.#queue.inTurn(async () => {
      const found = (await this.#queue.all()).find((change) => change.number === number)
      if (!found || !this.#queue.isOpen(found) || found.triedAt !== null) return false
      await this.#queue.write([], [found])
      return true
    })
  }

  #want(id: number, wish: Partial<Wanted>): Promise<void> {
    return this.#queue.inTurn(() => this.#wishes.join(id, { ...noWish, ...wish }))
  }
}

/** What a queued save has no place for, such as a content, would get lost without a word. */
function refuseOthers(fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    throw noSuch('invalid_input', 'field', name, ['title', 'tags', 'archived', 'starred'])
  }
}

import { annotationToWire, type NewAnnotation, noteToWire } from '../../annotations/annotation.js'
import { fieldsToWire } from '../../entries/entry-fields.js'
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import { describe, InputError, noSuch } from '../../errors/index.js'
import { hashUrl } from '../../values/hash.js'
import { checkId } from '../../values/ids-and-dates.js'
import { existingLabel, normalizeLabels } from '../../values/tag.js'
import {
  isAbout,
  isNoteChange,
  type LocalAnnotation,
  type NoteChange,
  queuedNote,
  type SeenNote,
  storedNote,
  withChanges,
} from '../local-entry.js'
import type { SharedStore } from '../shared-store.js'
import { changeKey, entryKey } from '../store.js'
import {
  type AnnotateChange,
  concernsNote,
  type EntryChange,
  isFor,
  isSameNote,
  type QueuedChange,
  type QueuedSave,
  type SaveChange,
  type TagChanges,
  type UpdateChange,
} from './change.js'
import {
  type EntryUpdate,
  isEmptyUpdate,
  mergeUpdates,
  remainingUpdate,
  union,
} from './merge-changes.js'
import { type Queue, readWaiting } from './queue.js'

/** An entry of the store with its queued changes. */
interface EntryWithChanges {
  readonly entry: EntrySummaryRecord
  readonly changes: readonly EntryChange[]
}

/** Reads an entry of the store and its queued changes. */
async function entryWithChanges(queue: Queue, id: number): Promise<EntryWithChanges> {
  const [record] = await queue.records.get([entryKey(checkId(id))])
  if (record?.kind !== 'entry') {
    throw new InputError('invalid_input', `id: entry ${id} is not in the store.`)
  }
  const { entry } = record
  return { entry, changes: (await queue.all()).filter((change) => isFor(change, entry)) }
}

/** The same, but refuses an entry that is to be deleted. */
async function undeletedEntry(queue: Queue, id: number): Promise<EntryWithChanges> {
  const found = await entryWithChanges(queue, id)
  if (found.changes.some(({ type }) => type === 'delete')) {
    throw new InputError('invalid_input', `id: entry ${id} is to be deleted.`)
  }
  return found
}

/**
 * Queues a change of flags and tags. It is merged with a queued one, and both are removed if the
 * entry already has these values.
 */
async function queueUpdate(
  queue: Queue,
  { entry, changes }: EntryWithChanges,
  update: EntryUpdate,
): Promise<void> {
  const waiting = changes.find(
    (change): change is UpdateChange => change.type === 'update' && queue.isOpen(change),
  )
  const merged = waiting ? mergeUpdates(waiting, update) : update
  // While another change of the entry is being sent, the state of the entry on the server is
  // unknown.
  const isAlone = changes.every((change) => change === waiting || concernsNote(change))
  const known = isAlone && (waiting?.triedAt ?? null) === null
  const remaining = known ? remainingUpdate(merged, entry) : merged
  if (isEmptyUpdate(remaining)) return queue.put('queued', [waiting ?? null, null])
  const header = await queue.header(waiting)
  const { id, createdAt } = entry
  return queue.put('queued', [
    waiting ?? null,
    { ...header, ...remaining, type: 'update', id, createdAt },
  ])
}

const noUpdate: EntryUpdate = { archived: null, starred: null, add: [], remove: [] }

/**
 * Local changes, which the next run sends. They are kept in the store, so they survive a restart,
 * and are sent in order. Changes of the same entry are merged where the result is the same.
 *
 * @example
 * ```ts
 * await sync.outbox.archive(entry.id)
 * await sync.outbox.tag(entry.id, { add: ['read'] })
 * await sync.run()
 * ```
 */
export class Outbox {
  readonly #store: SharedStore
  readonly #address: (url: string) => string
  readonly #send: (number: number) => Promise<boolean>

  /** @internal */
  constructor(
    store: SharedStore,
    address: (url: string) => string,
    send: (number: number) => Promise<boolean>,
  ) {
    this.#store = store
    this.#address = address
    this.#send = send
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
    return (await readWaiting(this.#store.records)).changes.filter(({ sent }) => !sent)
  }

  /**
   * Saves an address with the next run.
   *
   * @param url - The address.
   * @param fields - Fields and tags to set; a second save of the same address adds to the first.
   * @throws InputError for values that the server would refuse or ignore.
   *
   * @example
   * ```ts
   * await sync.outbox.save('https://example.org/article', { tags: ['later'] })
   * ```
   */
  save(url: string, fields: QueuedSave = {}): Promise<void> {
    return this.#store.queue(async (queue) => {
      const address = this.#address(url)
      const { title, content, tags = [], archived, starred, ...others } = fields
      refuseOthers(others)
      fieldsToWire({ title, content, archived, starred })
      const labels = normalizeLabels(tags)
      const hash = hashUrl(address)
      const all = await queue.all()
      // A change of an entry in between may concern the same address, so the later save must come
      // after it.
      const between = all.findLastIndex(({ type }) => type !== 'save')
      const waiting = all
        .slice(between + 1)
        .find(
          (change): change is SaveChange =>
            change.type === 'save' && queue.isOpen(change) && hashUrl(change.url) === hash,
        )
      const header = await queue.header(waiting)
      const change: SaveChange = {
        ...header,
        type: 'save',
        url: waiting?.url ?? address,
        title: title ?? waiting?.title ?? null,
        content: content ?? waiting?.content ?? null,
        tags: union(waiting?.tags ?? [], labels),
        archived: archived ?? waiting?.archived ?? null,
        starred: starred ?? waiting?.starred ?? null,
      }
      await queue.put('queued', [waiting ?? null, change])
    })
  }

  /**
   * Archives an entry, or makes it unread again, with the next run.
   *
   * @param id - The id of an entry in the store.
   * @param archived - `false` to make it unread again (default: `true`).
   * @throws InputError for an entry that is not in the store or is to be deleted.
   *
   * @example
   * ```ts
   * await sync.outbox.archive(17)
   * ```
   */
  async archive(id: number, archived = true): Promise<void> {
    fieldsToWire({ archived })
    return this.#queueUpdate(id, { archived })
  }

  /**
   * Stars an entry, or removes its star, with the next run.
   *
   * @param id - The id of an entry in the store.
   * @param starred - `false` to remove the star (default: `true`).
   * @throws InputError for an entry that is not in the store or is to be deleted.
   *
   * @example
   * ```ts
   * await sync.outbox.star(17)
   * ```
   */
  async star(id: number, starred = true): Promise<void> {
    fieldsToWire({ starred })
    return this.#queueUpdate(id, { starred })
  }

  /**
   * Adds and removes tags of an entry with the next run. Its other tags stay, even if they change
   * on the server in the meantime.
   *
   * @param id - The id of an entry in the store.
   * @param changes - The labels to add and to remove.
   * @throws InputError for an entry that is not in the store or is to be deleted, or for an invalid
   *   label.
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
    return this.#queueUpdate(id, { add, remove })
  }

  /**
   * Removes all tags that an entry has in the store, with the next run. A tag that is added on the
   * server in the meantime stays.
   *
   * @param id - The id of an entry in the store.
   * @throws InputError for an entry that is not in the store or is to be deleted.
   *
   * @example
   * ```ts
   * await sync.outbox.clearTags(17)
   * ```
   */
  clearTags(id: number): Promise<void> {
    return this.#store.queue(async (queue) => {
      const found = await undeletedEntry(queue, id)
      const tags = withChanges(found.entry, found.changes)?.tags ?? []
      await queueUpdate(queue, found, { ...noUpdate, remove: tags.map(({ label }) => label) })
    })
  }

  /**
   * Deletes an entry with the next run. Its other waiting changes are dropped, and `sync.entries()`
   * no longer shows it; it stays in the store until the server has deleted it.
   *
   * @param id - The id of an entry in the store.
   * @throws InputError for an entry that is not in the store.
   *
   * @example
   * ```ts
   * await sync.outbox.delete(17)
   * ```
   */
  delete(id: number): Promise<void> {
    return this.#store.queue(async (queue) => {
      const { entry, changes } = await entryWithChanges(queue, id)
      const { createdAt } = entry
      const open = changes.filter((change) => queue.isOpen(change))
      if (open.some(({ type }) => type === 'delete')) return
      const header = await queue.header()
      await queue.put('dropped', ...open.map((change) => [change, null] as const))
      await queue.put('queued', [null, { ...header, type: 'delete', id, createdAt }])
    })
  }

  /**
   * Annotates an entry with the next run.
   *
   * @param id - The id of an entry in the store.
   * @param annotation - The passage, where it is, and the note.
   * @returns The number of the change that creates it.
   * @throws InputError for an entry that is not in the store or is to be deleted, or for an
   *   annotation that the server would refuse.
   *
   * @example
   * ```ts
   * await sync.outbox.annotate(17, { quote: 'some words', text: 'Remember this' })
   * ```
   */
  annotate(id: number, annotation: NewAnnotation): Promise<number> {
    return this.#store.queue(async (queue) => {
      annotationToWire(annotation)
      const { quote, text, ranges = [] } = annotation
      const { createdAt } = (await undeletedEntry(queue, id)).entry
      const header = await queue.header()
      const change = { ...header, type: 'annotate', id, createdAt, quote, text, ranges } as const
      await queue.put('queued', [null, change])
      return header.number
    })
  }

  /**
   * Changes the note of an annotation with the next run, even if it changes on the server in the
   * meantime.
   *
   * @param id - The id of an entry in the store.
   * @param annotation - One of the entry's, as `sync.get` tells them; also one that waits to be
   *   made.
   * @param text - The new note; may be empty.
   * @throws InputError for an entry or an annotation that is not in the store or is to be deleted.
   *
   * @example
   * ```ts
   * const [annotation] = (await sync.get(17))?.annotations ?? []
   * if (annotation) await sync.outbox.updateAnnotation(17, annotation, 'Remember this')
   * ```
   */
  updateAnnotation(id: number, annotation: LocalAnnotation, text: string): Promise<void> {
    return this.#store.queue(async (queue) => {
      const note = noteToWire(text)
      const { seen, waiting, making, createdAt } = await this.#noteOf(queue, id, annotation)
      if (making) return queue.put('queued', [making, { ...making, text: note, failure: null }])
      const isAsBefore = seen.before === note.trim() && (waiting?.triedAt ?? null) === null
      if (isAsBefore) return queue.put('queued', [waiting, null])
      const header = await queue.header(waiting)
      const type = 'update-annotation'
      await queue.put('queued', [waiting, { ...header, ...seen, type, id, createdAt, text: note }])
    })
  }

  /**
   * Deletes an annotation with the next run, even if it changes on the server in the meantime.
   *
   * @param id - The id of an entry in the store.
   * @param annotation - One of the entry's, as `sync.get` tells them; also one that waits to be
   *   made.
   * @throws InputError for an entry or an annotation that is not in the store or is to be deleted.
   *
   * @example
   * ```ts
   * for (const annotation of (await sync.get(17))?.annotations ?? []) {
   *   await sync.outbox.deleteAnnotation(17, annotation)
   * }
   * ```
   */
  deleteAnnotation(id: number, annotation: LocalAnnotation): Promise<void> {
    return this.#store.queue(async (queue) => {
      const { seen, waiting, making, createdAt } = await this.#noteOf(queue, id, annotation)
      if (making) return queue.put('dropped', [making, null])
      const header = await queue.header()
      await queue.put('dropped', [waiting, null])
      const type = 'delete-annotation'
      await queue.put('queued', [null, { ...header, ...seen, type, id, createdAt }])
    })
  }

  /**
   * Discards a change that was not sent yet.
   *
   * @param number - The change's number, as `list` tells it.
   * @returns Whether it was discarded; a change that is being sent, or that an earlier attempt may
   *   have made, cannot be.
   *
   * @example
   * ```ts
   * for (const { number, failure } of await sync.outbox.list()) {
   *   if (failure) await sync.outbox.discard(number)
   * }
   * ```
   */
  discard(number: number): Promise<boolean> {
    return this.#store.queue(async (queue) => {
      const found = await queue.find(checkId(number, 'number'))
      if (!found || !queue.isOpen(found) || found.triedAt !== null) return false
      await queue.put('dropped', [found, null])
      return true
    })
  }

  /**
   * Gives up a change, even one that an earlier attempt may have made, or that cannot be read.
   * Whatever it did on the server stays.
   *
   * @param number - The change's number, as `list` tells it.
   * @returns Whether it was given up; a change that is being sent, or that the server has, cannot
   *   be.
   *
   * @example
   * ```ts
   * for (const { number } of (await sync.status()).failed) await sync.outbox.drop(number)
   * ```
   */
  drop(number: number): Promise<boolean> {
    return this.#store.queue(async (queue) => {
      const key = changeKey(checkId(number, 'number'))
      const found = await queue.find(number)
      if (found ? !queue.isOpen(found) : !(await queue.records.get([key]))[0]) return false
      if (found) await queue.put('dropped', [found, null])
      else await queue.records.write(new Map([[key, null]]))
      return true
    })
  }

  /**
   * Sends one change now, without waiting for a run.
   *
   * @param number - The change's number, as `list` tells it.
   * @returns Whether the server has it; if not, `list` says why.
   * @throws WallabagError with code `sync_running` while a run is under way, and when no request
   *   gets through.
   *
   * @example
   * ```ts
   * for (const { number } of (await sync.status()).failed) await sync.outbox.retry(number)
   * ```
   */
  retry(number: number): Promise<boolean> {
    return this.#send(checkId(number, 'number'))
  }

  #queueUpdate(id: number, update: Partial<EntryUpdate>): Promise<void> {
    return this.#store.queue(async (queue) =>
      queueUpdate(queue, await undeletedEntry(queue, id), { ...noUpdate, ...update }),
    )
  }

  /** Finds an annotation and its queued changes. */
  async #noteOf(queue: Queue, id: number, key: LocalAnnotation) {
    const { entry, changes } = await undeletedEntry(queue, id)
    const made = changes.find(
      (change): change is AnnotateChange =>
        change.type === 'annotate' && !change.sent && change.number === key.change,
    )
    const notes = entry.annotations.map(storedNote)
    const found = made ? queuedNote(made) : notes.find((note) => note.id === key.id)
    // The annotation may have been created since the caller read it, and a queued change may
    // concern it.
    const follower = changes.filter(isNoteChange).find(({ change }) => change === key.change)
    const seen =
      found ??
      (key.id === null
        ? ((follower && seenBy(follower)) ?? notes.find((note) => isSameNote(note, key)))
        : undefined)
    if (!seen) {
      const message = `annotation: it is not in the store, or not of entry ${id}.`
      throw new InputError('invalid_input', message)
    }
    const waiting = changes.filter((other) => isAbout(other, seen))
    if (waiting.some(({ type }) => type === 'delete-annotation')) {
      throw new InputError('invalid_input', 'annotation: it is to be deleted.')
    }
    return {
      createdAt: entry.createdAt,
      seen: {
        annotation: seen.id,
        change: seen.change,
        quote: seen.quote,
        before: seen.text,
        ranges: seen.ranges,
      },
      /** The queued change of its note, if it can still be changed. */
      waiting: waiting.find((other) => queue.isOpen(other)) ?? null,
      /** The queued change that creates it, if it can still be changed. */
      making: made && made.triedAt === null && queue.isOpen(made) ? made : null,
    }
  }
}

/** The annotation that a change concerns. */
function seenBy({ annotation, change, quote, before, ranges }: NoteChange): SeenNote {
  return { id: annotation, change, quote, text: before, ranges }
}

/** Refuses fields that a queued save does not have, because they would be lost silently. */
function refuseOthers(fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    const known = ['title', 'content', 'tags', 'archived', 'starred']
    throw noSuch('invalid_input', 'field', name, known)
  }
}

// Sends queued changes. Each is compared with the current entry on the server, which resolves
// conflicts.
import { annotationToWire } from '../../annotations/annotation.js'
import {
  createAnnotation,
  deleteAnnotation,
  updateAnnotation,
} from '../../annotations/annotations.js'
import { falselyMissing, isMissingEntry } from '../../api/api.js'
import type { Context } from '../../api/context.js'
import { fieldsToWire } from '../../entries/entry-fields.js'
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import { addEntryTags, deleteEntry, updateEntry } from '../../entries/entry-requests.js'
import { save } from '../../entries/save.js'
import { removeTags } from '../../entries/tagging.js'
import { changedNothing, type ErrorCode, isWallabagError } from '../../errors/index.js'
import { step } from '../../errors/partial-error.js'
import { hashUrl } from '../../values/hash.js'
import { changedFields, isSameEntry } from '../differences.js'
import type { OutboxEvent } from '../events.js'
import { isAbout, type NoteChange, storedNote } from '../local-entry.js'
import type { RunContext } from '../run.js'
import type { Lease } from '../shared-store.js'
import { changeKey } from '../store.js'
import {
  type AnnotateChange,
  type ChangeHeader,
  concernsNote,
  type DeleteChange,
  type EntryChange,
  isSameNote,
  type QueuedChange,
  type SaveChange,
  type UpdateChange,
  withoutAttempt,
} from './change.js'
import { isEmptyUpdate, mergeUpdates, remainingUpdate } from './merge-changes.js'
import { type Queue, readWaiting } from './queue.js'

/** What sending changed on the server, for the steps that read it again. */
export class Sent {
  /** The keys of the changes that are finished, also by an earlier run that did not complete. */
  readonly keys = new Set<string>()
  /** Entries that were deleted at the user's request. */
  readonly deleted = new Set<number>()
  /** Entries that turned out to be deleted, so that their queued changes are dropped. */
  readonly gone = new Set<number>()
  /** Entries that were annotated, which does not change `updatedAt` (quirk 16). */
  readonly annotated = new Set<number>()

  /** Events to report when the dropped changes are removed. */
  readonly dropped: OutboxEvent[] = []

  /** Records a change that was made. */
  note(change: QueuedChange): void {
    this.keys.add(changeKey(change.number))
    if (change.type === 'delete') this.deleted.add(change.id)
    else if (concernsNote(change)) this.annotated.add(change.id)
  }

  /** Records a change whose entry or annotation is gone. */
  drop(before: EntryChange): void {
    this.keys.add(changeKey(before.number))
    this.dropped.push({ type: 'dropped', before, after: null })
  }
}

/** A change was replaced or given up while a run that seemed dead was sending it. */
class Replaced extends Error {}

/** How long a create whose answer was lost counts as still running (quirk 8). */
const settleTime = 60_000

function mayBeRunning(triedAt: number): boolean {
  return Math.abs(Date.now() - triedAt) < settleTime
}

/** After these errors every other request would fail too. */
const stops: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'network',
  'timeout',
  'aborted',
  'rate_limited',
  'bad_credentials',
  'bad_client',
  'refresh_expired',
  'token_revoked',
  'signed_out',
  'not_wallabag',
  'redirected',
])

/**
 * The result of a change. `gone` and `no note` mean that its entry or annotation no longer exists.
 */
type Outcome = 'sent' | 'gone' | 'no note' | 'waiting'

/** Sends queued changes, one after another. */
export class Sender {
  readonly #context: Context
  readonly #lease: Lease
  readonly #run: RunContext
  readonly #sent = new Sent()

  constructor(context: Context, lease: Lease, run: RunContext) {
    this.#context = context
    this.#lease = lease
    this.#run = run
  }

  /**
   * Sends all queued changes. A change that the server refuses waits for the next run.
   *
   * @throws WallabagError if no request can get through. The remaining changes wait.
   */
  async send(): Promise<Sent> {
    const { counts } = this.#run.tally
    const { changes, damaged } = await this.#lease.queue(({ records }) => readWaiting(records))
    for (const key of damaged) {
      const message = `The queued change ${key} in the store is damaged, and cannot be sent.`
      this.#run.tally.failed(null, { code: 'damaged_record', message })
    }
    for (const change of changes) if (change.sent) this.#sent.note(change)
    const waiting = changes.length - this.#sent.keys.size
    for (let done = 0, last = 0; ; done += 1) {
      await this.#run.progress('sending', done, waiting)
      const change = await this.#take(last)
      if (!change) return this.#sent
      last = change.number
      const outcome = await this.#settle(change)
      counts[outcome === 'gone' || outcome === 'no note' ? 'dropped' : outcome] += 1
    }
  }

  /**
   * Sends one change and nothing else.
   *
   * @returns Whether the server has it.
   */
  async sendOne(number: number): Promise<boolean> {
    const change = await this.#take(number - 1)
    if (change?.number !== number) return false
    return (await this.#settle(change)) === 'sent'
  }

  /**
   * Takes the first change after a number. From now on it counts as being sent, and later changes
   * of the same entry are queued separately. If an earlier change of the entry failed, this one is
   * merged into it: otherwise the next run would send the earlier one last and undo this one. Only
   * the changes that this needs are read, because thousands may be queued.
   */
  #take(after: number): Promise<QueuedChange | undefined> {
    return this.#lease.queue(async (queue) => {
      for (;;) {
        const numbers = await queue.numbers(this.#sent.keys)
        const next = await firstUnsent(
          queue,
          numbers.filter((number) => number > after),
          () => true,
        )
        const failed =
          next?.type === 'update' &&
          (await firstUnsent(
            queue,
            numbers.filter((number) => number < next.number),
            (change) => change.type === 'update' && isSameEntry(change, next),
          ))
        if (next?.type !== 'update' || !failed || failed.type !== 'update') {
          if (next && queue.run) queue.run = { ...queue.run, sending: next.number }
          return next
        }
        const triedAt = failed.triedAt ?? next.triedAt
        const merged = { ...failed, ...mergeUpdates(failed, next), triedAt }
        await queue.put('queued', [next, null], [failed, merged])
      }
    })
  }

  async #settle(change: QueuedChange): Promise<Outcome> {
    try {
      const outcome = await this.#send(change)
      if (outcome === 'sent') {
        await this.#recordEnd(change, 'sent', { sent: true, triedAt: null })
        this.#sent.note(change)
      } else {
        const failure = outcome === 'waiting' ? null : this.#drop(change, outcome)
        await this.#recordEnd(change, null, failure && { failure })
      }
      return outcome
    } catch (error) {
      if (error instanceof Replaced) return 'waiting'
      if (!isWallabagError(error) || error.code === 'sync_running') throw error
      const { code, message } = error
      await this.#recordEnd(change, 'failed', { failure: { code, message } })
      // A 404 that turned out to be wrong concerns only this entry, because the server has just
      // answered another request.
      if (stops.has(code) && !isMissingEntry(error.cause)) throw error
      this.#run.tally.failed('id' in change ? change.id : null, error)
      return 'waiting'
    }
  }

  /** Records how a change ended. */
  #recordEnd(
    { number }: QueuedChange,
    type: 'sent' | 'failed' | null,
    end: Partial<ChangeHeader> | null,
  ): Promise<void> {
    return this.#lease.queue(async (queue) => {
      const change = await queue.find(number)
      if (!change || queue.run?.sending !== number) {
        // The change was replaced, and the new one still has to be sent.
        if (type === 'sent') throw new Replaced()
        return
      }
      queue.run = { ...queue.run, sending: null }
      if (!end) return
      const ended = { ...change, ...end }
      await queue.put(null, [change, ended])
      if (type) queue.tell({ type, before: change, after: ended.sent ? null : ended })
    })
  }

  /**
   * The change stays in the store until its entry may be deleted there too: if the server has lost
   * data and gets it back, the change is still there.
   */
  #drop(change: QueuedChange, outcome: 'gone' | 'no note'): ChangeHeader['failure'] {
    if (!('id' in change)) return null
    const { id } = change
    const isEntry = outcome === 'gone'
    ;(isEntry ? this.#sent.gone : this.#sent.annotated).add(id)
    const what = isEntry ? `Entry ${id}` : `An annotation of entry ${id}`
    const failure = {
      code: isEntry ? 'not_found_entry' : 'not_found_annotation',
      message: `${what} is gone, so its queued change is dropped.`,
    } as const
    this.#run.tally.failed(id, failure)
    this.#sent.drop({ ...change, failure })
    return failure
  }

  #send(change: QueuedChange): Promise<Outcome> {
    switch (change.type) {
      case 'save':
        return this.#save(change)
      case 'update':
        return this.#onEntry(change, (entry) => this.#update(change, entry))
      case 'delete':
        return this.#delete(change)
      case 'annotate':
        return this.#onEntry(change, (entry) => this.#annotate(change, entry))
      case 'update-annotation':
      case 'delete-annotation':
        return this.#onEntry(change, (entry) => this.#changeNote(change, entry))
    }
  }

  get #api() {
    return this.#context.api
  }

  #scope() {
    return this.#context.scope({ signal: this.#run.options.signal })
  }

  /**
   * Sends a change. The attempt is recorded first, because the process may end before the answer
   * comes. If the server certainly refused it, the record is taken back, but not that of an earlier
   * attempt.
   */
  async #attempt(change: QueuedChange, write: () => Promise<unknown>): Promise<void> {
    await this.#record({ ...change, triedAt: Date.now() })
    try {
      await write()
    } catch (error) {
      if (changedNothing(error)) await this.#record(change)
      throw error
    }
  }

  #record(change: QueuedChange): Promise<void> {
    return this.#lease.queue(async (queue) => {
      const { number } = change
      const found = await queue.find(number)
      if (!found || queue.run?.sending !== number) throw new Replaced()
      await queue.put(null, [found, change])
    })
  }

  /** Reads the entry of a change and acts on it. Another entry may have the same id by now. */
  async #onEntry(
    { id, createdAt }: EntryChange,
    act: (entry: EntrySummaryRecord) => Promise<Outcome>,
  ): Promise<Outcome> {
    const { local, reader } = this.#run
    const hash = (await local.entries([id])).get(id)?.hashedUrl
    try {
      const found = await reader.find(id, false, hash)
      if (found?.entry.createdAt !== createdAt) return 'gone'
      return await act(found.entry)
    } catch (error) {
      if (!isMissingEntry(error)) throw error
      if (await reader.isAbsent(id, hash)) return 'gone'
      throw falselyMissing(error)
    }
  }

  /** Sets only what differs, because setting a flag again would change its date (quirk 57). */
  async #update(change: UpdateChange, entry: EntrySummaryRecord): Promise<Outcome> {
    const { id } = entry
    const update = remainingUpdate(change, entry)
    if (isEmptyUpdate(update)) return 'sent'
    const { archived, starred, add, remove } = update
    const fields = fieldsToWire({ archived: archived ?? undefined, starred: starred ?? undefined })
    const stored = (await this.#run.local.entries([id])).get(id)
    const isAsStored = stored !== undefined && changedFields(stored, entry).length === 0
    const done: string[] = []
    const take = (name: string, run: () => Promise<unknown>) => step(id, done, name, run)
    await this.#attempt(isAsStored ? withoutAttempt(change) : change, async () => {
      if (Object.keys(fields).length > 0) {
        await take('fields set', () => updateEntry(this.#api, id, fields, this.#scope()))
      }
      if (add.length > 0) {
        await take('tags added', () => addEntryTags(this.#api, id, add, this.#scope()))
      }
      if (remove.length > 0) {
        const { tags } = entry
        const unwanted = tags.filter(({ label }) => remove.includes(label))
        await take('tags removed', () => removeTags(this.#api, id, unwanted, this.#scope(), tags))
      }
    })
    return 'sent'
  }

  async #delete(change: DeleteChange): Promise<Outcome> {
    await this.#onEntry(change, async ({ id }) => {
      await this.#attempt(withoutAttempt(change), () => deleteEntry(this.#api, id, this.#scope()))
      return 'sent'
    })
    return 'sent'
  }

  /**
   * An annotation that may have been created already is looked for first, so that it is not created
   * twice.
   */
  async #annotate(change: AnnotateChange, entry: EntrySummaryRecord): Promise<Outcome> {
    if (change.triedAt !== null) {
      if (entry.annotations.some((note) => isSameNote(note, change))) return 'sent'
      if (mayBeRunning(change.triedAt)) return 'waiting'
    }
    const note = annotationToWire(change)
    await this.#attempt(withoutAttempt(change), () =>
      createAnnotation(this.#api, entry.id, note, this.#scope()),
    )
    return 'sent'
  }

  /** Overwrites changes that were made on the server in the meantime. */
  async #changeNote(change: NoteChange, entry: EntrySummaryRecord): Promise<Outcome> {
    const text = change.type === 'update-annotation' ? change.text.trim() : null
    const notes = entry.annotations.map(storedNote)
    const note = notes.find((found) => isAbout(change, found))
    if (!note) {
      if (text === null) return (await this.#isToBeMade(change)) ? 'waiting' : 'sent'
      const isDone = notes.some((found) => isSameNote(found, { ...change, text }))
      if (change.annotation === null && isDone) return 'sent'
      return (await this.#isToBeMade(change)) ? 'waiting' : 'no note'
    }
    const { id } = note
    if (id === null || note.text === text) return 'sent'
    await this.#attempt(withoutAttempt(change), () =>
      text === null
        ? deleteAnnotation(this.#api, id, this.#scope())
        : updateAnnotation(this.#api, id, text, this.#scope()),
    )
    return 'sent'
  }

  /** Whether the change that creates the annotation is still queued. */
  async #isToBeMade({ change, annotation }: NoteChange): Promise<boolean> {
    if (annotation !== null || change === null) return false
    return this.#lease.queue(async (queue) => (await queue.find(change))?.sent === false)
  }

  /** A save that may still be running is not repeated until the server must have finished it. */
  async #save(change: SaveChange): Promise<Outcome> {
    const { url, title, content, tags, archived, starred, triedAt } = change
    const isMissing = triedAt !== null && (await this.#isMissing(url))
    if (isMissing && mayBeRunning(triedAt)) return 'waiting'
    const known = isMissing ? withoutAttempt(change) : change
    const options = {
      title: title ?? undefined,
      content: content ?? undefined,
      archived: archived ?? undefined,
      starred: starred ?? undefined,
      tags,
    }
    await this.#attempt(known, () => save(this.#context, url, options, this.#scope()))
    return 'sent'
  }

  async #isMissing(url: string): Promise<boolean> {
    const hash = hashUrl(url)
    return (await this.#run.reader.exist([hash], new Map([[hash, url]]))).get(hash) === null
  }
}

/** The first of these changes that was not sent and fits. Reads no more than needed. */
async function firstUnsent(
  queue: Queue,
  numbers: readonly number[],
  fits: (change: QueuedChange) => boolean,
): Promise<QueuedChange | undefined> {
  for (const number of numbers) {
    const change = await queue.find(number)
    if (change && !change.sent && fits(change)) return change
  }
  return undefined
}

import { annotationToWire } from '../../annotations/annotation.js'
import { createAnnotation } from '../../annotations/annotations.js'
import { falselyMissing, isMissingEntry } from '../../api/api.js'
import type { Context } from '../../api/context.js'
import { fieldsToWire } from '../../entries/entry-fields.js'
import type { EntrySummaryRecord } from '../../entries/entry-record.js'
import { addEntryTags, deleteEntry, isAbsent, updateEntry } from '../../entries/entry-requests.js'
import { save } from '../../entries/save.js'
import { removeTags } from '../../entries/tagging.js'
import { changedNothing, type ErrorCode, isWallabagError } from '../../errors/index.js'
import { step } from '../../errors/partial-error.js'
import { hashUrl } from '../../values/article-url.js'
import { changedFields } from '../differences.js'
import type { RunParts } from '../run.js'
import { changeKey } from '../store.js'
import {
  type AnnotateChange,
  type DeleteChange,
  type EntryChange,
  hasNote,
  type QueuedChange,
  type SaveChange,
  type UpdateChange,
  unmade,
} from './change.js'
import { stillWanted } from './merge-changes.js'
import type { Queue } from './queue.js'

/** What sending did to the server, for the steps that read it again. */
export class Sent {
  /** The keys of the changes that are done with, in this run or in one that did not come to its end. */
  readonly keys: string[] = []
  /** Entries that were deleted because the user asked for it. */
  readonly deleted = new Set<number>()
  /** Entries that turned out to be gone, so that what was queued for them is dropped. */
  readonly gone = new Set<number>()
  /** Entries that were annotated, which no watermark shows (quirk 16). */
  readonly annotated = new Set<number>()

  /** A change was made. */
  note(change: QueuedChange): void {
    this.keys.push(changeKey(change.number))
    if (change.type === 'delete') this.deleted.add(change.id)
    if (change.type === 'annotate') this.annotated.add(change.id)
  }

  /** A change is of an entry that is gone. */
  drop({ number, id }: EntryChange): void {
    this.keys.push(changeKey(number))
    this.gone.add(id)
  }
}

/** As long as a create whose answer was lost counts as still running (quirk 8). */
const settleTime = 60_000

function mayBeRunning(triedAt: number): boolean {
  return Math.abs(Date.now() - triedAt) < settleTime
}

/** With these every other request would fail as well. */
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

/** What became of a change. */
type Outcome = 'sent' | 'gone' | 'waiting'

/** Sends queued changes, one after another. */
export class Sender {
  readonly #context: Context
  readonly #queue: Queue
  readonly #run: RunParts
  readonly #sent = new Sent()

  constructor(context: Context, queue: Queue, run: RunParts) {
    this.#context = context
    this.#queue = queue
    this.#run = run
  }

  /**
   * Sends everything that waits. A change that the server refuses waits for the next run.
   *
   * @throws WallabagError when no request can get through; what is left waits.
   */
  async send(): Promise<Sent> {
    const { counts } = this.#run.tally
    let waiting = 0
    for (const change of await this.#queue.all()) {
      if (change.sent) this.#sent.note(change)
      else waiting += 1
    }
    for (let done = 0, last = 0; ; done += 1) {
      this.#run.progress('sending', done, waiting)
      const change = await this.#queue.take(last)
      if (!change) return this.#sent
      last = change.number
      const outcome = await this.#settle(change)
      counts[outcome === 'gone' ? 'dropped' : outcome] += 1
    }
  }

  async #settle(change: QueuedChange): Promise<Outcome> {
    try {
      const outcome = await this.#send(change)
      if (outcome === 'sent') {
        await this.#queue.land(change.number, { sent: true, triedAt: null })
        this.#sent.note(change)
      } else {
        this.#queue.release(change.number)
        if (outcome === 'gone') this.#drop(change)
      }
      return outcome
    } catch (error) {
      if (!isWallabagError(error)) {
        this.#queue.release(change.number)
        throw error
      }
      const { code, message } = error
      await this.#queue.land(change.number, { failure: { code, message } })
      if (stops.has(code)) throw error
      this.#run.tally.failed('id' in change ? change.id : null, error)
      return 'waiting'
    }
  }

  /** Kept until the entry may be deleted here as well: a server that lost too much may find it again. */
  #drop(change: QueuedChange): void {
    if (!('id' in change)) return
    this.#sent.drop(change)
    const message = `Entry ${change.id} is gone, so its queued change is dropped.`
    this.#run.tally.failed(change.id, { code: 'not_found_entry', message })
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
    }
  }

  get #api() {
    return this.#context.api
  }

  #scope() {
    return this.#context.scope({ signal: this.#run.options.signal })
  }

  /**
   * Makes what a change wants. What the process was doing when it ended is not known later, so it is
   * noted before; a certain refusal takes that note back, but none of an earlier try.
   */
  async #make(change: QueuedChange, write: () => Promise<unknown>): Promise<void> {
    await this.#queue.write([{ ...change, triedAt: Date.now() }])
    try {
      await write()
    } catch (error) {
      if (changedNothing(error)) await this.#queue.write([change])
      throw error
    }
  }

  /** Acts on the entry that the change is for; under its number may be another one by now. */
  async #onEntry(
    { id, createdAt }: EntryChange,
    act: (entry: EntrySummaryRecord) => Promise<Outcome>,
  ): Promise<Outcome> {
    try {
      const found = await this.#run.reader.find(id)
      if (found?.entry.createdAt !== createdAt) return 'gone'
      return await act(found.entry)
    } catch (error) {
      if (!isMissingEntry(error)) throw error
      if (await isAbsent(this.#api, id, this.#scope())) return 'gone'
      throw falselyMissing(error)
    }
  }

  /** Only what the entry is not already: setting a flag again would stamp it anew (quirk 57). */
  async #update(change: UpdateChange, entry: EntrySummaryRecord): Promise<Outcome> {
    const { id } = entry
    const { archived, starred, add, remove } = stillWanted(change, entry)
    const fields = fieldsToWire({ archived: archived ?? undefined, starred: starred ?? undefined })
    const unwanted = entry.tags.filter(({ label }) => remove.includes(label))
    const steps: [string, () => Promise<unknown>][] = []
    if (Object.keys(fields).length > 0) {
      steps.push(['fields set', () => updateEntry(this.#api, id, fields, this.#scope())])
    }
    if (add.length > 0) {
      steps.push(['tags added', () => addEntryTags(this.#api, id, add, this.#scope())])
    }
    if (unwanted.length > 0) {
      steps.push([
        'tags removed',
        () => removeTags(this.#api, id, unwanted, this.#scope(), entry.tags),
      ])
    }
    if (steps.length === 0) return 'sent'
    const stored = (await this.#run.local.entries([id])).get(id)
    const isAsStored = stored !== undefined && changedFields(stored, entry).length === 0
    const done: string[] = []
    await this.#make(isAsStored ? unmade(change) : change, async () => {
      for (const [name, run] of steps) await step(id, done, name, run)
    })
    return 'sent'
  }

  async #delete(change: DeleteChange): Promise<Outcome> {
    await this.#onEntry(change, async ({ id }) => {
      await this.#make(unmade(change), () => deleteEntry(this.#api, id, this.#scope()))
      return 'sent'
    })
    return 'sent'
  }

  /** A note that may have been made already is looked for first: making it twice would show. */
  async #annotate(change: AnnotateChange, entry: EntrySummaryRecord): Promise<Outcome> {
    if (change.triedAt !== null) {
      if (hasNote(entry, change)) return 'sent'
      if (mayBeRunning(change.triedAt)) return 'waiting'
    }
    const note = annotationToWire(change)
    await this.#make(unmade(change), () =>
      createAnnotation(this.#api, entry.id, note, this.#scope()),
    )
    return 'sent'
  }

  /** A save that may still be running is not made again before the server must have ended it. */
  async #save(change: SaveChange): Promise<Outcome> {
    const { url, title, tags, archived, starred, triedAt } = change
    const isMissing = triedAt !== null && (await this.#isMissing(url))
    if (isMissing && mayBeRunning(triedAt)) return 'waiting'
    const known = isMissing ? unmade(change) : change
    const options = {
      title: title ?? undefined,
      archived: archived ?? undefined,
      starred: starred ?? undefined,
      tags,
    }
    await this.#make(known, () => save(this.#context, url, options, this.#scope()))
    return 'sent'
  }

  async #isMissing(url: string): Promise<boolean> {
    const hash = hashUrl(url)
    return (await this.#run.reader.exist([hash])).get(hash) === null
  }
}

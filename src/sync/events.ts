import type { EntrySummary } from '../entries/entry.js'
import { type EntrySummaryRecord, fromRecord } from '../entries/entry-record.js'
import type { ErrorCode, WallabagError } from '../errors/index.js'
import { monotonic } from '../http/wait.js'
import type { RecordField } from './differences.js'
import type { QueuedChange } from './outbox/change.js'

/** An entry that the store did not have. */
export interface AddedEvent {
  readonly type: 'added'
  /** The entry. */
  readonly entry: EntrySummary
  /** Its content, or `null` when this run did not fetch it. */
  readonly content: string | null
}

/** An entry that differs from the one in the store. */
export interface ChangedEvent {
  readonly type: 'changed'
  /** The entry as it is now. */
  readonly entry: EntrySummary
  /** The entry as the store had it. */
  readonly before: EntrySummary
  /** The names of the fields that changed; `content` only if this run fetched it. */
  readonly fields: readonly (RecordField | 'content')[]
  /** Its content, or `null` when this run did not fetch it. */
  readonly content: string | null
}

/** An entry that the server no longer has. */
export interface DeletedEvent {
  readonly type: 'deleted'
  /** The entry as the store had it. */
  readonly entry: EntrySummary
}

/** A change of an entry on the server since the last run. */
export type SyncEvent = AddedEvent | ChangedEvent | DeletedEvent

/** An event with entries in the form in which the store keeps them. */
type AsStored<Event> = {
  readonly [Name in keyof Event]: Event[Name] extends EntrySummary
    ? EntrySummaryRecord
    : Event[Name]
}

/**
 * A `SyncEvent` as the steps of a run create it. It has no `Date` objects, which are not needed if
 * the run is only awaited.
 */
export type RunEvent = AsStored<AddedEvent> | AsStored<ChangedEvent> | AsStored<DeletedEvent>

/** Converts an event to the form in which it is reported. */
export function toSyncEvent(event: RunEvent): SyncEvent {
  const entry = fromRecord(event.entry)
  if (event.type !== 'changed') return { ...event, entry }
  return { ...event, entry, before: fromRecord(event.before) }
}

/** Something that happened to a queued change. */
export interface OutboxEvent {
  /**
   * `queued`: it is new, was merged with a later one, or cancelled out by it; `sent`: the server
   * has it; `failed`: it waits for another attempt; `dropped`: it was given up or discarded.
   */
  readonly type: 'queued' | 'sent' | 'failed' | 'dropped'
  /** The change before, or `null` for a new one. */
  readonly before: QueuedChange | null
  /** The change now, or `null` if it no longer waits. */
  readonly after: QueuedChange | null
}

/** Entries in the store, or their contents, have changed. */
export interface StoredEvent {
  readonly type: 'stored'
  /** The ids of the entries. */
  readonly ids: readonly number[]
}

/** Something that happened in the store. */
export type StoreEvent = OutboxEvent | StoredEvent

/**
 * Events in batches, because passing single events through several generators would cost more than
 * the events themselves. When the next batch is requested, the consumer has taken the previous one,
 * and its entries are stored.
 */
export type EventBatches<Result = void> = AsyncGenerator<readonly RunEvent[], Result, undefined>

/** A failure of one entry or one queued change, in spite of which the run went on. */
export interface SyncFailure {
  /** The entry's id, or `null` for a save that has none yet. */
  readonly id: number | null
  /** The kind of failure. */
  readonly code: ErrorCode
  /** What happened. */
  readonly message: string
}

/** The result of a run. */
export interface SyncSummary {
  /** How many entries were new to the store. */
  readonly added: number
  /** How many entries differed from those in the store. */
  readonly changed: number
  /** How many entries the server no longer has. */
  readonly deleted: number
  /** How many queued changes reached the server, or proved to be done already. */
  readonly sent: number
  /** How many queued changes were given up because their entry is gone. */
  readonly dropped: number
  /** How many queued changes wait for the next run. */
  readonly waiting: number
  /** What failed; in the store nothing has changed for these. */
  readonly failures: readonly SyncFailure[]
  /** Whether the run reached its end; `false` if you left its iteration early. */
  readonly complete: boolean
  /** How long it took, in milliseconds. */
  readonly duration: number
}

/** The progress of a run. */
export interface SyncProgress {
  /**
   * What the run is doing: sending queued changes, filling an empty store, reading what changed,
   * checking for deletions, comparing everything, or fetching contents.
   */
  readonly phase: 'sending' | 'filling' | 'reading' | 'checking' | 'comparing' | 'content'
  /** How many entries, or changes, are done in this phase. */
  readonly done: number
  /** How many there are, or `null` if that is not known. */
  readonly total: number | null
}

/** The results of a run so far. */
export class Tally {
  readonly counts = { added: 0, changed: 0, deleted: 0, sent: 0, dropped: 0, waiting: 0 }
  readonly failures: SyncFailure[] = []
  #started = 0
  complete = false
  /** Whether the run is only awaited, so that no code of the caller runs between its events. */
  awaited = false

  /** Starts to measure the duration. */
  start(): void {
    this.#started = monotonic()
  }

  /** Counts an event that the consumer was given. */
  took({ type }: RunEvent): void {
    this.counts[type] += 1
  }

  /** Records a failure. */
  failed(id: number | null, { code, message }: Pick<WallabagError, 'code' | 'message'>): void {
    this.failures.push({ id, code, message })
  }

  /** Takes over the results of another run. */
  join({ counts, failures, complete }: Tally): void {
    Object.assign(this.counts, counts)
    this.failures.push(...failures)
    this.complete = complete
  }

  get summary(): SyncSummary {
    const { counts, failures, complete } = this
    const duration = Math.round(monotonic() - this.#started)
    return { ...counts, failures: [...failures], complete, duration }
  }
}

import type { EntrySummaryRecord } from '../models/entry-record.js'
import type { RecordField } from './changed-fields.js'

/** An entry that the store did not have. */
export interface AddedEvent {
  readonly type: 'added'
  /** The entry. */
  readonly entry: EntrySummaryRecord
  /** Its content, or `null` when this run did not fetch it. */
  readonly content: string | null
}

/** An entry that is not as the store had it. */
export interface ChangedEvent {
  readonly type: 'changed'
  /** The entry as it is now. */
  readonly entry: EntrySummaryRecord
  /** The entry as the store had it. */
  readonly before: EntrySummaryRecord
  /** The names of the fields that changed; `content` only when this run fetched it. */
  readonly fields: readonly (RecordField | 'content')[]
  /** Its content, or `null` when this run did not fetch it. */
  readonly content: string | null
}

/** An entry that the server no longer has. */
export interface DeletedEvent {
  readonly type: 'deleted'
  /** The entry as the store had it. */
  readonly entry: EntrySummaryRecord
}

/** Something that happened to an entry on the server since the last run. */
export type SyncEvent = AddedEvent | ChangedEvent | DeletedEvent

/**
 * Events as the steps of a run give them: many at once, since each level of generators that a single
 * one went through would cost more than the event itself. When the next batch is asked for, the one
 * before was taken, and its entries are stored.
 */
export type EventBatches<Result = void> = AsyncGenerator<readonly SyncEvent[], Result, undefined>

export type { RecordField } from './changed-fields.js'
export type { AddedEvent, ChangedEvent, DeletedEvent, SyncEvent } from './event.js'
export type { LocalEntry } from './local-view.js'
export { MassDeletionError } from './mass-deletion-error.js'
export { memoryStore } from './memory-store.js'
export type {
  AnnotateChange,
  ChangeHeader,
  DeleteChange,
  QueuedChange,
  SaveChange,
  UpdateChange,
} from './outbox/change.js'
export type { QueuedSave, TagChanges } from './outbox/input.js'
export type { Outbox } from './outbox/outbox.js'
export type { ContentChoice, RunOptions } from './run-options.js'
export type { SyncState } from './state.js'
export type { StoreChanges, StoredContent, StoredEntry, SyncRecord, SyncStore } from './store.js'
export type { SyncFailure, SyncProgress, SyncSummary } from './summary.js'
export { createSync, type Sync, type SyncClient } from './sync.js'
export type { SyncRun } from './sync-run.js'
export type { WatchOptions } from './watch.js'

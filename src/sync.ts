export { MassDeletionError } from './sync/deletion-guard.js'
export type { RecordField } from './sync/differences.js'
export type {
  AddedEvent,
  ChangedEvent,
  DeletedEvent,
  SyncEvent,
  SyncFailure,
  SyncProgress,
  SyncSummary,
} from './sync/events.js'
export type { LocalEntry } from './sync/local.js'
export type {
  AnnotateChange,
  ChangeHeader,
  DeleteChange,
  QueuedChange,
  QueuedSave,
  SaveChange,
  TagChanges,
  UpdateChange,
} from './sync/outbox/change.js'
export type { Outbox } from './sync/outbox/outbox.js'
export type { SyncRun } from './sync/run.js'
export type { ContentChoice, RunOptions } from './sync/run-options.js'
export {
  memoryStore,
  type StoreChanges,
  type StoredContent,
  type StoredEntry,
  type SyncRecord,
  type SyncState,
  type SyncStore,
} from './sync/store.js'
export { createSync, type Sync, type SyncClient } from './sync/sync.js'
export type { WatchOptions } from './sync/watch.js'

export { MassDeletionError } from './sync/deletion-guard.js'
export type { RecordField } from './sync/differences.js'
export type {
  AddedEvent,
  ChangedEvent,
  DeletedEvent,
  OutboxEvent,
  StoredEvent,
  StoreEvent,
  SyncEvent,
  SyncFailure,
  SyncProgress,
  SyncSummary,
} from './sync/events.js'
export { type IndexedDbStore, indexedDbStore } from './sync/indexed-db-store.js'
export type { LocalAnnotation, LocalEntry, LocalTag } from './sync/local-entry.js'
export type {
  AnnotateChange,
  ChangeHeader,
  DeleteAnnotationChange,
  DeleteChange,
  QueuedChange,
  QueuedSave,
  SaveChange,
  SeenAnnotation,
  TagChanges,
  UpdateAnnotationChange,
  UpdateChange,
} from './sync/outbox/change.js'
export type { Outbox } from './sync/outbox/outbox.js'
export type { SyncRun } from './sync/run.js'
export type { ContentChoice, ContentFilter, RunOptions } from './sync/run-options.js'
export {
  type DamagedRecord,
  memoryStore,
  type QueueState,
  type StoreChanges,
  type StoredContent,
  type StoredEntry,
  type SyncRecord,
  type SyncRecords,
  type SyncState,
  type SyncStore,
} from './sync/store.js'
export { createSync, type Sync, type SyncClient, type SyncStatus } from './sync/sync.js'
export type { WatchOptions } from './sync/watch.js'

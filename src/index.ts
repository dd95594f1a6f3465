export { Wallabag } from './client.js'
export * from './core.js'
export type { Diagnosis, Finding, FindingCode } from './diagnose/finding.js'
export type { CheckpointData, CheckpointStore, OpenItem } from './jobs/checkpoint-store.js'
export type { DuplicateGroup } from './jobs/duplicates.js'
export type { Entries } from './jobs/entries-with-jobs.js'
export type { ExportManyOptions } from './jobs/export.js'
export type { ExportedEntry, ExportSink } from './jobs/export-sink.js'
export type { Job } from './jobs/job.js'
export type {
  JobAction,
  JobOptions,
  JobOutcome,
  JobProgress,
  JobStatus,
  SkipReason,
} from './jobs/outcome.js'
export { JobError, type JobReport } from './jobs/report.js'
export type { SaveManyInput } from './jobs/save.js'
export type { TagChanges } from './jobs/tag.js'
export type { Target, TargetEntry, TargetFilter, Targets } from './jobs/targets.js'

import type { Job } from '../jobs/job.js'
import type { JobOptions } from '../jobs/outcome.js'
import { type TagChanges, tagMany } from '../jobs/tag.js'
import type { Target, Targets } from '../jobs/targets.js'
import type { ResourceContext } from './context.js'

/** Jobs over many entries. */
export class EntryJobs {
  readonly #context: ResourceContext

  /** @internal */
  constructor(context: ResourceContext) {
    this.#context = context
  }

  /**
   * Adds and removes tags of many entries, some fifty in one request where that hits exactly the
   * entries meant.
   *
   * @param targets - Ids, addresses or entries, in an array, an iterable or an async iterable; or a
   *   filter, which is read to its end before the first change.
   * @param changes - Labels to `add` and to `remove`.
   * @param options - How the job runs; see `JobOptions`.
   * @returns A job, which starts when it is awaited or iterated. An address that is not saved is a
   *   failed item with code `not_found_entry`.
   * @throws InputError, when the job starts, for no labels, and for a filter that restricts nothing
   *   unless it is `{ all: true }`.
   * @throws JobError when the job ends early; its `report` says what was done.
   *
   * @example
   * ```ts
   * const report = await wallabag.entries.tagMany({ domain: 'example.org' }, { add: ['example'] })
   * console.log(report.done)
   * ```
   */
  tagMany(targets: Targets, changes: TagChanges, options: JobOptions<Target> = {}): Job<Target> {
    return tagMany(this.#context, targets, changes, options)
  }
}

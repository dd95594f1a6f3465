import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { CoreEntries } from '../entries/entries.js'
import type { EntryChanges } from '../entries/entry-fields.js'
import type { ExportFormat } from '../entries/export.js'
import type { RequestOptions } from '../http/scope.js'
import { deleteMany, updateMany } from './change-many.js'
import { type DuplicateGroup, duplicates } from './duplicates.js'
import type { ExportSink } from './export-files.js'
import { type ExportManyOptions, exportMany } from './export-many.js'
import { idsOf } from './find-ids.js'
import type { Job } from './job.js'
import type { JobOptions } from './job-options.js'
import { type SaveManyInput, type SaveManyOptions, saveMany } from './save-many.js'
import { type TagChanges, tagMany } from './tag-many.js'
import type { Target, Targets } from './targets.js'

/**
 * The saved articles, and jobs over many of them.
 *
 * @example
 * ```ts
 * const { done } = await wallabag.entries.updateMany({ tags: ['read'] }, { archived: true })
 * ```
 */
export class Entries extends CoreEntries {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    super(context)
    this.#context = context
  }

  /**
   * Saves many addresses, each once: a hundred at a time are looked for first, and what is saved
   * already is not saved again. An address that comes twice is one entry; what its repeat brings
   * beside the address is set on it as well.
   *
   * @param inputs - Addresses, or objects of an address and what is saved along with it, in an array,
   *   an iterable or an async iterable.
   * @param options - What is saved along with every address, unless an input says otherwise, and how the
   *   job runs. What is there and as it is wanted is skipped as `unchanged`. With a `checkpoint` a job that was killed goes on where it
   *   was; what it was just saving counts as still running and is waited for first.
   * @returns A job, which starts when it is awaited or iterated. A save whose answer was lost is
   *   waited for, and made again when its entry does not appear in time (unless the input says
   *   `ifAmbiguous: 'error'`); `duplicates` names what came of the first try after all. One of which
   *   nobody knows even then is an `unknown` item.
   * @throws InputError, when the job starts, for options that are wrong.
   * @throws JobError when the job ends early; its `report` says what was done.
   *
   * @example
   * ```ts
   * const report = await wallabag.entries.saveMany([
   *   'https://example.org/a',
   *   { url: 'https://example.org/b', tags: ['later'], starred: true },
   * ])
   * console.log(report.done)
   * ```
   */
  saveMany(
    inputs: Iterable<SaveManyInput> | AsyncIterable<SaveManyInput>,
    options: SaveManyOptions = {},
  ): Job<SaveManyInput> {
    return saveMany(this.#context, inputs, options)
  }

  /**
   * Adds and removes tags of many entries, some fifty in one request where that hits exactly the
   * entries meant. Such a request names them by address; of many ids the addresses are read first.
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

  /**
   * Sets the same fields on many entries.
   *
   * @param targets - Ids, addresses or entries; or a filter, which is read to its end before the
   *   first change.
   * @param changes - What to set; `tags` replace all that an entry has.
   * @param options - How the job runs.
   * @returns A job, which starts when it is awaited or iterated. What is as it is wanted is skipped as
   *   `unchanged`, and keeps its dates.
   * @throws InputError, when the job starts, for what the server would ignore, and for a filter that
   *   restricts nothing unless it is `{ all: true }`.
   * @throws JobError when the job ends early.
   *
   * @example
   * ```ts
   * await wallabag.entries.updateMany({ tags: ['done'], archived: false }, { archived: true })
   * ```
   */
  updateMany(
    targets: Targets,
    changes: EntryChanges,
    options: JobOptions<Target> = {},
  ): Job<Target> {
    return updateMany(this.#context, targets, changes, options)
  }

  /**
   * Deletes many entries, one by one: the server's mass deletion does not say which entry it deleted.
   * There is no undo; `dryRun` shows what would go, `expectAtMost` bounds it.
   *
   * @param targets - Ids, addresses or entries; or a filter, which is read to its end before the
   *   first deletion.
   * @param options - How the job runs.
   * @returns A job, which starts when it is awaited or iterated. What is not there is skipped.
   * @throws InputError, when the job starts, for a filter that restricts nothing unless it is
   *   `{ all: true }`, and before the first deletion for more entries than `expectAtMost`.
   * @throws JobError when the job ends early.
   *
   * @example
   * ```ts
   * await wallabag.entries.deleteMany({ tags: ['trash'] }, { expectAtMost: 50 })
   * ```
   */
  deleteMany(targets: Targets, options: JobOptions<Target> = {}): Job<Target> {
    return deleteMany(this.#context, targets, options)
  }

  /**
   * Exports many entries, each into a file of its own.
   *
   * @param targets - Ids, addresses or entries; or a filter.
   * @param format - `epub`, `pdf`, `txt`, `csv`, `json`, `xml`; `mobi` before 2.7, `md` from 2.7.
   * @param sink - Where the files go, such as `folderSink` of `wallabag-sdk/node`. Files are named
   *   after their titles, safely on every system; equal names are numbered.
   * @param options - How the job runs; `skipExisting` leaves files alone that are there already.
   * @returns A job, which starts when it is awaited or iterated; outcomes name the `file`.
   * @throws InputError, when the job starts, for an unknown format, with code `unsupported` for one
   *   that this server lacks, and for a filter that restricts nothing unless it is `{ all: true }`.
   * @throws JobError when the job ends early.
   *
   * @example
   * ```ts
   * import { folderSink } from 'wallabag-sdk/node'
   * await wallabag.entries.exportMany({ starred: true }, 'epub', folderSink('/tmp/shelf'))
   * ```
   */
  exportMany(
    targets: Targets,
    format: ExportFormat,
    sink: ExportSink,
    options: ExportManyOptions = {},
  ): Job<Target> {
    return exportMany(this.#context, targets, format, sink, options)
  }

  /**
   * Finds entries that were saved more than once: those that the server cannot tell apart by their
   * addresses, before or after redirects. It changes nothing.
   *
   * @param options - How the job runs.
   * @returns A job whose items are the groups; which of a group to keep is yours to say.
   * @throws JobError when the library cannot be read.
   *
   * @example
   * ```ts
   * for await (const { input } of wallabag.entries.duplicates()) {
   *   const [oldest, ...copies] = input.ids
   *   console.log(oldest, 'was saved again as', copies)
   * }
   * ```
   */
  duplicates(options: JobOptions<DuplicateGroup> = {}): Job<DuplicateGroup> {
    return duplicates(this.#context, options)
  }

  /**
   * Finds the entries of any number of addresses, a hundred in one request and several at once.
   *
   * @param urls - The addresses as they were saved, or after the redirects that the server met.
   * @param request - Signal and timeouts.
   * @returns For each address, as it was given, its entry's id, or `null` when it is not saved.
   * @throws InputError for what is no address.
   *
   * @example
   * ```ts
   * const ids = await wallabag.entries.idsOf(['https://example.org/a', 'https://example.org/b'])
   * console.log(ids.get('https://example.org/a'))
   * ```
   */
  idsOf(urls: Iterable<string>, request?: RequestOptions): ApiCall<Map<string, number | null>> {
    return this.#context.call(request, (scope) => idsOf(this.#context, urls, scope))
  }
}

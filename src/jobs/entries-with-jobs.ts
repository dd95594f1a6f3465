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
 * Saved articles, one by one, in lists, and many at once.
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
   * Saves many addresses, each once. It looks up a hundred addresses at a time, and those that are
   * saved already are not saved again. If an address occurs twice, there is one entry, with the
   * options of both.
   *
   * @param inputs - Addresses, or objects of an address and its own options, in an array, an
   *   iterable or an async iterable.
   * @param options - Options for every address, which an input can override, and how the job runs.
   *   An entry that already is as you want it is skipped as `unchanged`. With a `checkpoint` a job
   *   that was killed continues where it stopped; it first waits for saves that may still be
   *   running on the server.
   * @returns A job, which starts when it is awaited or iterated. If the answer to a save is lost,
   *   the job waits for the entry, and saves again if it does not appear in time (unless the input
   *   says `ifAmbiguous: 'error'`); `duplicates` then names entries that the first attempt made
   *   after all. If nobody can tell even then, the item is `unknown`.
   * @throws InputError, when the job starts, for wrong options.
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
   * Adds and removes tags of many entries, about fifty in one request where that changes exactly
   * these entries. Such a request names entries by address, so for many ids the addresses are read
   * first.
   *
   * @param targets - Ids, addresses or entries, in an array, an iterable or an async iterable; or a
   *   filter, whose entries are all found before the first change.
   * @param changes - The labels to `add` and to `remove`.
   * @param options - How the job runs; see `JobOptions`.
   * @returns A job, which starts when it is awaited or iterated. An address that is not saved is a
   *   failed item with code `not_found_entry`.
   * @throws InputError, when the job starts, without labels, and for a filter that restricts
   *   nothing (for all entries pass `{ all: true }`).
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
   * Changes the same fields of many entries.
   *
   * @param targets - Ids, addresses or entries; or a filter, whose entries are all found before the
   *   first change.
   * @param changes - The fields to set; `tags` replaces all tags of an entry.
   * @param options - How the job runs.
   * @returns A job, which starts when it is awaited or iterated. An entry that already is as you
   *   want it is skipped as `unchanged`, and keeps its dates.
   * @throws InputError, when the job starts, for values that the server would ignore, and for a
   *   filter that restricts nothing (for all entries pass `{ all: true }`).
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
   * Deletes many entries, one by one, because the server's mass deletion does not say which entries
   * it deleted. There is no undo: `dryRun` shows what would be deleted, and `expectAtMost` limits
   * it.
   *
   * @param targets - Ids, addresses or entries; or a filter, whose entries are all found before the
   *   first deletion.
   * @param options - How the job runs.
   * @returns A job, which starts when it is awaited or iterated. Entries that do not exist are
   *   skipped.
   * @throws InputError, when the job starts, for a filter that restricts nothing (for all entries
   *   pass `{ all: true }`), and before the first deletion if there are more entries than
   *   `expectAtMost`.
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
   * Exports many entries, each to its own file.
   *
   * @param targets - Ids, addresses or entries; or a filter.
   * @param format - `epub`, `pdf`, `txt`, `csv`, `json`, `xml`; `mobi` before 2.7, `md` from 2.7.
   * @param sink - Where the files go, such as a `folderSink` from `wallabag-sdk/node`. Files are
   *   named after the titles, in a form that every system accepts; equal names are numbered.
   * @param options - How the job runs; with `skipExisting` an entry that was exported before is
   *   skipped.
   * @returns A job, which starts when it is awaited or iterated; the outcomes name the `file`.
   * @throws InputError, when the job starts, for an unknown format, with code `unsupported` for one
   *   that this server lacks, and for a filter that restricts nothing (for all entries pass `{ all:
   *   true }`).
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
   * Finds articles that were saved more than once: entries with the same address, as the server
   * sees it, before or after redirects. It changes nothing.
   *
   * @param options - How the job runs.
   * @returns A job whose items are the groups; you decide which entry of a group to keep.
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
   * Finds the entries of any number of addresses, a hundred per request.
   *
   * @param urls - The addresses as they were saved, or after any redirects that the server followed.
   * @param request - Signal and timeouts.
   * @returns For each address, as you passed it, the id of its entry, or `null` if it is not saved.
   * @throws InputError for an invalid address.
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

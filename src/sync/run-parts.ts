import type { WallabagError } from '../errors/index.js'
import type { EntrySummaryRecord } from '../models/entry-record.js'
import type { PageData } from '../operations/list.js'
import type { SyncEvent } from './event.js'
import type { Local } from './local.js'
import { MassDeletionError } from './mass-deletion-error.js'
import type { Reader } from './reader.js'
import { mostDeletions } from './rules.js'
import type { CheckedRunOptions } from './run-options.js'
import type { SyncFailure, SyncProgress, SyncSummary } from './summary.js'

/** What the steps of one run share. */
export class RunParts {
  readonly reader: Reader
  readonly local: Local
  readonly options: CheckedRunOptions
  readonly failures: SyncFailure[] = []
  readonly #started = Date.now()
  readonly #storedAtStart: number
  #deletions = 0
  readonly counts = { added: 0, changed: 0, deleted: 0, sent: 0, dropped: 0, waiting: 0 }
  complete = false

  constructor(reader: Reader, local: Local, options: CheckedRunOptions) {
    this.reader = reader
    this.local = local
    this.options = options
    this.#storedAtStart = local.known.size
  }

  /** What was done so far. */
  get summary(): SyncSummary {
    const { counts, failures, complete } = this
    return { ...counts, failures: [...failures], complete, duration: Date.now() - this.#started }
  }

  /** Notes that the consumer was given an event. */
  took({ type }: SyncEvent): void {
    this.counts[type] += 1
  }

  /** Tells how far the run is. */
  progress(phase: SyncProgress['phase'], done: number, total: number | null): void {
    this.options.onProgress?.({ phase, done, total })
  }

  /** Notes something that did not work, for the summary. */
  failed(id: number | null, { code, message }: WallabagError): void {
    this.failures.push({ id, code, message })
  }

  /**
   * Notes the entries of a page that made no sense, and forgets those that do now.
   *
   * @param upTo - The highest number on the pages before; a page of a walk overlaps those.
   */
  noteUnreadable(page: PageData<EntrySummaryRecord>, upTo: number): void {
    const { unreadable } = this.local
    for (const { id } of page.items) unreadable.delete(id)
    const readable = new Set(page.items.map(({ id }) => id))
    for (const id of page.ids) {
      if (id <= upTo || readable.has(id)) continue
      unreadable.add(id)
      const message = `Entry ${id} is not what the API promises; the store keeps what it had.`
      this.failures.push({ id, code: 'unexpected_shape', message })
    }
  }

  /** Whether these may be deleted beside those that were, without asking anybody. */
  mayDelete(gone: readonly EntrySummaryRecord[]): boolean {
    if (gone.length === 0 || this.options.allowMassDeletion) return true
    const most = mostDeletions(this.#storedAtStart)
    return !this.local.state.restored && this.#deletions + gone.length <= most
  }

  /**
   * Must be asked before entries are deleted that the server was found not to have.
   *
   * @throws MassDeletionError when too many would go, or when the server seems to be an older copy.
   */
  allowDeletion(gone: readonly EntrySummaryRecord[]): void {
    if (!this.mayDelete(gone)) {
      throw new MassDeletionError(gone, this.local.known.size, this.local.state.restored)
    }
    this.#deletions += gone.length
  }
}

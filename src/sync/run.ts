import { OneConsumer } from '../api/awaitable.js'
import type { EntryFilter } from '../entries/entry-filter.js'
import { type EntrySummaryRecord, fromRecord } from '../entries/entry-record.js'
import type { PageData } from '../entries/page-requests.js'
import { isWallabagError } from '../errors/index.js'
import { ofCaller } from '../http/wait.js'
import { MassDeletionError, mostDeletions } from './deletion-guard.js'
import {
  type EventBatches,
  type SyncEvent,
  type SyncProgress,
  type SyncSummary,
  Tally,
  toSyncEvent,
} from './events.js'
import type { Local } from './local.js'
import type { FullEntry, Pages, Reader, WalkStart } from './reader.js'
import type { CheckedRunOptions } from './run-options.js'

/** The objects that the steps of a run share. */
export class RunContext {
  readonly reader: Reader
  readonly local: Local
  readonly options: CheckedRunOptions
  readonly tally: Tally
  readonly #storedAtStart: number
  #deletions = 0

  constructor(reader: Reader, local: Local, options: CheckedRunOptions, tally: Tally) {
    this.reader = reader
    this.local = local
    this.options = options
    this.tally = tally
    this.#storedAtStart = local.known.size
  }

  /** Reports the progress. If the function of the caller fails, the run ends. */
  async progress(phase: SyncProgress['phase'], done: number, total: number | null): Promise<void> {
    const { onProgress } = this.options
    if (!onProgress) return
    await ofCaller('onProgress', this.reader.scope(), () => onProgress({ phase, done, total }))
  }

  /** Walks a list, and records which entries are invalid. */
  async *walk(filter: EntryFilter, after?: WalkStart): Pages {
    let upTo = after?.id ?? 0
    for await (const page of this.reader.walk(filter, after)) {
      this.noteUnreadable(page, upTo)
      // A walk steps back if the list has shrunk by more than a page.
      upTo = Math.max(upTo, page.ids.at(-1) ?? 0)
      yield page
    }
  }

  /**
   * Reads an entry. Returns `null` if the server does not have it, and `undefined` if it is
   * invalid, which is recorded.
   */
  async find(id: number, isWitnessed?: boolean): Promise<FullEntry | null | undefined> {
    try {
      return await this.reader.find(id, isWitnessed)
    } catch (error) {
      if (!isWallabagError(error) || error.code !== 'unexpected_shape') throw error
      this.tally.failed(id, error)
      return undefined
    }
  }

  /**
   * Records the invalid entries of a page, and forgets those that have become valid.
   *
   * @param upTo - The highest id of earlier pages, which a page of a walk overlaps.
   */
  noteUnreadable(page: PageData<EntrySummaryRecord>, upTo = 0): void {
    const { unreadable } = this.local
    for (const { id } of page.items) unreadable.delete(id)
    const readable = new Set(page.items.map(({ id }) => id))
    for (const id of page.ids) {
      if (id <= upTo || readable.has(id)) continue
      unreadable.add(id)
      const message = `Entry ${id} is invalid on the server; the store keeps what it had.`
      this.tally.failed(id, { code: 'unexpected_shape', message })
    }
  }

  /** Whether these entries may be deleted in addition to those that were, without permission. */
  mayDelete(gone: readonly EntrySummaryRecord[]): boolean {
    if (gone.length === 0 || this.options.allowMassDeletion) return true
    const most = mostDeletions(this.#storedAtStart)
    return !this.local.state.restored && this.#deletions + gone.length <= most
  }

  /**
   * Called before entries are deleted because the server does not have them.
   *
   * @throws MassDeletionError if there are too many, or if the server seems to have been restored
   *   from a backup.
   */
  allowDeletion(gone: readonly EntrySummaryRecord[]): void {
    if (!this.mayDelete(gone)) {
      const entries = gone.map((entry) => fromRecord(entry))
      throw new MassDeletionError(entries, this.local.known.size, this.local.state.restored)
    }
    this.#deletions += gone.length
  }
}

/**
 * A run of a sync. Await it for its summary, or iterate it for the changes on the server and then
 * await it. It starts when it is first awaited or iterated, and has one consumer. Each event comes
 * before its change is stored, so none is lost if the process ends: at worst some come again.
 *
 * @example
 * ```ts
 * const run = sync.run()
 * for await (const event of run) console.log(event.type, event.entry.title)
 * console.log((await run).added)
 * ```
 */
export class SyncRun extends OneConsumer<SyncSummary, SyncEvent> {
  readonly #run: (tally: Tally) => EventBatches
  readonly #tally = new Tally()

  /** @internal */
  constructor(run: (tally: Tally) => EventBatches) {
    super('A run')
    this.#run = run
  }

  override get [Symbol.toStringTag](): string {
    return 'SyncRun'
  }

  /** @internal */
  protected override async *items(): AsyncGenerator<SyncEvent, void, undefined> {
    this.#tally.start()
    this.#tally.awaited = this.isDrained
    for await (const batch of this.#run(this.#tally)) {
      for (const event of batch) {
        this.#tally.took(event)
        if (!this.isDrained) yield toSyncEvent(event)
      }
    }
  }

  /** @internal */
  protected override result(): SyncSummary {
    return this.#tally.summary
  }
}

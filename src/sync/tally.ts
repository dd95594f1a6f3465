import type { WallabagError } from '../errors/index.js'
import { monotonic } from '../http/clock.js'
import type { SyncEvent } from './event.js'
import type { SyncFailure, SyncSummary } from './summary.js'

/** What a run has done so far. */
export class Tally {
  readonly counts = { added: 0, changed: 0, deleted: 0, sent: 0, dropped: 0, waiting: 0 }
  readonly failures: SyncFailure[] = []
  #started = 0
  complete = false

  /** Begins to count the time. */
  start(): void {
    this.#started = monotonic()
  }

  /** Notes that the consumer was given an event. */
  took({ type }: SyncEvent): void {
    this.counts[type] += 1
  }

  /** Notes something that did not work. */
  failed(id: number | null, { code, message }: Pick<WallabagError, 'code' | 'message'>): void {
    this.failures.push({ id, code, message })
  }

  get summary(): SyncSummary {
    const { counts, failures, complete } = this
    const duration = Math.round(monotonic() - this.#started)
    return { ...counts, failures: [...failures], complete, duration }
  }
}

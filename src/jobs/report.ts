// The counts of a job, for its progress and its report.
import { detailsOf, isWallabagError, WallabagError } from '../errors/index.js'
import { monotonic } from '../http/wait.js'
import type { JobOutcome } from './outcome.js'

/** The progress of a job. */
export interface JobProgress {
  /** How many items were done. */
  readonly done: number
  /** How many were skipped. */
  readonly skipped: number
  /** How many failed. */
  readonly failed: number
  /** How many may or may not have been done. */
  readonly unknown: number
  /** How many earlier runs with the same checkpoint finished. */
  readonly before: number
  /**
   * How many entries a filter has found so far; all are found before the first is changed. 0
   * without a filter.
   */
  readonly found: number
  /**
   * How many items there are, including those of earlier runs; `null` while a filter is still
   * looking, and for a source of unknown length.
   */
  readonly total: number | null
  /** Items per second, on average since the first one was started. */
  readonly rate: number
  /** The time left at this rate, in milliseconds; `null` if it is not known (yet). */
  readonly remaining: number | null
}

/** The result of a job. */
export interface JobReport<Input> {
  /** How many items were done. */
  readonly done: number
  /** How many were skipped. */
  readonly skipped: number
  /** How many failed. */
  readonly failed: number
  /** How many may or may not have been done. */
  readonly unknown: number
  /** How many earlier runs with the same checkpoint finished. */
  readonly before: number
  /**
   * How many items the job has handled, including those of earlier runs: the sum of the five
   * numbers above.
   */
  readonly total: number
  /** How long the job took from its first request, in milliseconds. */
  readonly duration: number
  /** The outcomes of the first 1 000 items that failed or are unknown. */
  readonly failures: readonly JobOutcome<Input>[]
  /**
   * Throws if an item failed or is unknown, for scripts that must not go on.
   *
   * @throws JobError with this report.
   *
   * @example
   * ```ts
   * const report = await wallabag.entries.tagMany([1, 2], { add: ['later'] })
   * report.throwIfFailed()
   * ```
   */
  throwIfFailed(): void
}

/**
 * A job ended early, or `throwIfFailed` found items that failed.
 *
 * @example
 * ```ts
 * const job = wallabag.entries.tagMany([1, 2], { add: ['later'] }, { stopOnError: true })
 * const error = await job.then(null, (error: unknown) => error)
 * if (error instanceof JobError) console.log(error.report.done)
 * ```
 */
export class JobError extends WallabagError {
  override readonly hint: string | null
  /** What the job did before it ended; not enumerable, so neither printed nor logged with the error. */
  readonly report: JobReport<unknown>

  /**
   * Creates a job error.
   *
   * @param message - Why the job ended.
   * @param report - What the job did.
   * @param cause - The cause; if it is an abort, the error's name and code are those of an
   *   `AbortError`.
   *
   * @example
   * ```ts
   * const error = await job.then(null, (error: unknown) => error)
   * if (error instanceof JobError) console.log(error.report.done)
   * ```
   */
  constructor(message: string, report: JobReport<unknown>, cause?: unknown) {
    const known = isWallabagError(cause) ? cause : null
    const aborted = known?.code === 'aborted'
    super(known?.code ?? 'job_failed', message, {
      ...(known && detailsOf(known)),
      cause: aborted ? known.cause : cause,
      outcome: report.done + report.unknown > 0 ? 'partial' : 'refused',
    })
    // The message contains the message of the cause, including its hint.
    this.hint = known?.hint ?? null
    this.name = aborted ? 'AbortError' : 'JobError'
    this.report = report
    Object.defineProperty(this, 'report', { enumerable: false })
  }
}

/**
 * The largest number of failures in a report, so that a job of a million items does not keep them
 * all.
 */
const mostFailures = 1000

/** Counts the results of a job. */
export class Tally<Input> {
  /** How many items there are in this run, or `null` if the source does not tell. */
  expected: number | null = null
  /** How many items earlier runs finished. */
  before = 0
  /** How many entries a filter has found so far. */
  found = 0
  /** How many pieces of work have ended. */
  pieces = 0
  readonly #counts = { done: 0, skipped: 0, failed: 0, unknown: 0 }
  readonly #failures: JobOutcome<Input>[] = []
  readonly #started = monotonic()
  #begun = 0
  #width = 0

  /** Starts the clock. `width` pieces of work run at once. */
  begin(width: number): void {
    this.#begun = monotonic()
    this.#width = width
  }

  /** Counts a finished item. */
  add(outcome: JobOutcome<Input>): void {
    this.#counts[outcome.status] += 1
    if (outcome.error && this.#failures.length < mostFailures) this.#failures.push(outcome)
  }

  progress(): JobProgress {
    const here = this.#finished
    const spent = monotonic() - this.#begun || 1
    const left = this.expected === null ? null : Math.max(0, this.expected - here)
    // Until as many pieces have ended as run at once, most of the begun work is not counted yet,
    // and the rate would be too low.
    const isKnown = left === 0 || this.pieces >= this.#width
    return {
      ...this.#counts,
      before: this.before,
      found: this.found,
      total: this.expected === null ? null : this.before + this.expected,
      rate: here > 0 ? (here / spent) * 1000 : 0,
      remaining: left === null || here === 0 || !isKnown ? null : (left / here) * spent,
    }
  }

  report(): JobReport<Input> {
    const report: JobReport<Input> = {
      ...this.#counts,
      before: this.before,
      total: this.before + this.#finished,
      duration: monotonic() - this.#started,
      failures: [...this.#failures],
      throwIfFailed() {
        const { failed, unknown, total } = report
        if (failed + unknown === 0) return
        const first = report.failures[0]?.error
        const failures = failed > 0 ? [`${failed} of ${total} items failed`] : []
        if (unknown > 0) failures.push(`${unknown} of ${total} may or may not have been done`)
        const message = `${failures.join(', ')}. The first: ${first?.message}`
        throw new JobError(message, report, first)
      },
    }
    return report
  }

  get #finished(): number {
    const { done, skipped, failed, unknown } = this.#counts
    return done + skipped + failed + unknown
  }
}

import { WallabagError } from '../errors/index.js'
import type { JobOutcome } from './outcome.js'

/** What a job did. */
export interface JobReport<Input> {
  /** How many items were done. */
  readonly done: number
  /** How many were skipped. */
  readonly skipped: number
  /** How many failed. */
  readonly failed: number
  /** Of how many it is not known. */
  readonly unknown: number
  /** How many were finished by earlier runs with the same checkpoint. */
  readonly before: number
  /** How many items this run came to: the sum of the first four. */
  readonly total: number
  /** Milliseconds from the first request to the end. */
  readonly duration: number
  /** The first 1 000 items that failed or are unknown. */
  readonly failures: readonly JobOutcome<Input>[]
  /**
   * Turns failed items into an error, for scripts that must not go on.
   *
   * @throws JobError when an item failed or is unknown.
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
 * A job ended early, or had failures and its caller asked for an error.
 *
 * @example
 * ```ts
 * const job = wallabag.entries.tagMany([1, 2], { add: ['later'] }, { stopOnError: true })
 * const error = await job.then(null, (error: unknown) => error)
 * if (error instanceof JobError) console.log(error.report.done)
 * ```
 */
export class JobError extends WallabagError {
  override readonly name: string = 'JobError'
  /** What the job did before it ended; not enumerable, so neither printed nor logged with the error. */
  readonly report: JobReport<unknown>

  /**
   * Makes a job error.
   *
   * @param message - Why the job ended.
   * @param report - What it did.
   * @param cause - What lies behind it; an abort makes this an `AbortError` by name and code.
   *
   * @example
   * ```ts
   * const error = await job.then(null, (error: unknown) => error)
   * if (error instanceof JobError) console.log(error.report.done)
   * ```
   */
  constructor(message: string, report: JobReport<unknown>, cause?: unknown) {
    const aborted = cause instanceof Error && cause.name === 'AbortError' && 'code' in cause
    super(aborted ? 'aborted' : 'job_failed', message, {
      cause: aborted ? cause.cause : cause,
      outcome: report.done + report.unknown > 0 ? 'partial' : 'refused',
    })
    const name = aborted ? 'AbortError' : 'JobError'
    Object.defineProperty(this, 'name', { value: name, enumerable: false })
    this.report = report
    Object.defineProperty(this, 'report', { enumerable: false })
  }
}

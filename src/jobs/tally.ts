import { monotonic } from '../http/clock.js'
import type { JobOutcome, JobProgress } from './outcome.js'
import { JobError, type JobReport } from './report.js'

/** A job of a million items must not keep a million failures. */
const mostFailures = 1000

/** Counts what a job does. */
export class Tally<Input> {
  /** How many items there are in this run; `null` when the source does not say. */
  expected: number | null = null
  /** How many items earlier runs finished. */
  before = 0
  readonly #counts = { done: 0, skipped: 0, failed: 0, unknown: 0 }
  readonly #failures: JobOutcome<Input>[] = []
  readonly #started = monotonic()

  /** One more item is finished. */
  add(outcome: JobOutcome<Input>): void {
    this.#counts[outcome.status] += 1
    if (outcome.error && this.#failures.length < mostFailures) this.#failures.push(outcome)
  }

  /** How far the job has come. */
  progress(): JobProgress {
    const here = this.#finished
    const seconds = (monotonic() - this.#started) / 1000
    const rate = seconds > 0 ? here / seconds : 0
    const left = this.expected === null ? null : Math.max(0, this.expected - here)
    return {
      ...this.#counts,
      before: this.before,
      total: this.expected === null ? null : this.before + this.expected,
      rate,
      remaining: left === null || rate === 0 ? null : (left / rate) * 1000,
    }
  }

  /** What the job did. */
  report(): JobReport<Input> {
    const report: JobReport<Input> = {
      ...this.#counts,
      before: this.before,
      total: this.#finished,
      duration: monotonic() - this.#started,
      failures: [...this.#failures],
      throwIfFailed() {
        const { failed, unknown, total } = report
        if (failed + unknown === 0) return
        const first = report.failures[0]?.error
        const message = `${failed} of ${total} items failed, ${unknown} are unknown. The first: ${first?.message}`
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

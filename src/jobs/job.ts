import { InputError } from '../errors/index.js'
import type { JobOutcome } from './outcome.js'
import type { JobReport } from './report.js'
import { JobRun, type JobSpec } from './run.js'
import { Tally } from './tally.js'

/**
 * Work over many items. Await it for its report, or iterate it for the outcome of each item and
 * await it afterwards; it starts with the first of these, and has one consumer. Failed items do not
 * end it. Leaving the iteration begins nothing more and finishes what is under way.
 *
 * @example
 * ```ts
 * const job = wallabag.entries.tagMany([1, 2, 3], { add: ['later'] })
 * for await (const outcome of job) console.log(outcome.id, outcome.status)
 * console.log((await job).done)
 * ```
 */
export class Job<Input> implements Promise<JobReport<Input>>, AsyncIterable<JobOutcome<Input>> {
  readonly #spec: JobSpec<Input>
  readonly #ended: Promise<JobReport<Input>>
  #succeed: (report: JobReport<Input>) => void = () => {}
  #fail: (error: unknown) => void = () => {}
  #taken = false

  /** @internal */
  constructor(spec: JobSpec<Input>) {
    this.#spec = spec
    this.#ended = new Promise((resolve, reject) => {
      this.#succeed = resolve
      this.#fail = reject
    })
    // A consumer that iterates meets the failure there; nobody need await the report as well.
    this.#ended.catch(() => undefined)
  }

  get [Symbol.toStringTag](): string {
    return 'Job'
  }

  /** As a promise's `then`, for the report. */
  // biome-ignore lint/suspicious/noThenProperty: a job is awaited like the promise it is
  then<A = JobReport<Input>, B = never>(
    onDone?: ((report: JobReport<Input>) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (!this.#taken) this.#drain()
    return this.#ended.then(onDone, onFailed)
  }

  /** As a promise's `catch`. */
  catch<B = never>(onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null) {
    return this.then(null, onFailed)
  }

  /** As a promise's `finally`. */
  finally(onSettled?: (() => void) | null): Promise<JobReport<Input>> {
    return this.then().finally(onSettled)
  }

  /** The outcomes, in the order in which the items were finished. */
  async *[Symbol.asyncIterator](): AsyncGenerator<JobOutcome<Input>, void, undefined> {
    if (this.#taken) {
      throw new InputError('invalid_input', 'A job has one consumer, and has it already.')
    }
    this.#taken = true
    const tally = new Tally<Input>()
    try {
      yield* new JobRun(this.#spec, tally).outcomes()
    } catch (error) {
      this.#fail(error)
      throw error
    } finally {
      this.#succeed(tally.report())
    }
  }

  async #drain(): Promise<void> {
    try {
      for await (const _ of this);
    } catch {
      // Those who await the report are told.
    }
  }
}

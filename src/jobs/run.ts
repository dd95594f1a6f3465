import { AbortError, InputError } from '../errors/index.js'
import { onAbort } from '../http/on-abort.js'
import type { Scope } from '../http/scope.js'
import { Checkpoint } from './checkpoint.js'
import type { JobContext } from './context.js'
import type { Item, Result } from './item.js'
import type { JobOptions, JobOutcome } from './outcome.js'
import { Pool, type Task } from './pool.js'
import { JobError } from './report.js'
import type { Source } from './source.js'
import type { Tally } from './tally.js'

const usualConcurrency = 8

/** A piece of work on some items. It throws only what must end the job. */
export type Work<Input> = () => Promise<readonly Result<Input>[]>

/** What the work of a job has at hand. */
export interface Desk<Input> {
  readonly dryRun: boolean
  readonly signal: AbortSignal | undefined
  /** The scope of the calls for one item. */
  scope(): Scope
  /** Notes, before a write that must not be made twice, that it is about to be made. */
  begin(item: Item<Input>, note: string): Promise<void>
  /** Notes that it was certainly not made, so that another run need not wait for it. */
  retract(item: Item<Input>): void
}

/** One kind of job with its input. */
export interface JobSpec<Input> {
  readonly context: JobContext
  readonly options: JobOptions<Input>
  /** What makes it this job and no other: the kind, what is to be done, and the filter if there is one. */
  readonly identity: unknown
  /** Checks everything that can be checked before the first request. */
  check(): void
  /** Opens the source. */
  open(desk: Desk<Input>): Promise<Source<Input>>
  /** Cuts the work into pieces. */
  work(items: AsyncIterable<Item<Input>>, desk: Desk<Input>): AsyncIterable<Work<Input>>
}

/** Runs a job; what its items do is up to the spec. */
export async function* runJob<Input>(
  spec: JobSpec<Input>,
  tally: Tally<Input>,
): AsyncGenerator<JobOutcome<Input>, void, undefined> {
  spec.check()
  yield* new JobRun(spec, tally).outcomes()
}

class JobRun<Input> implements Desk<Input> {
  readonly dryRun: boolean
  readonly signal: AbortSignal | undefined
  readonly #spec: JobSpec<Input>
  readonly #tally: Tally<Input>
  readonly #queue: JobOutcome<Input>[] = []
  #checkpoint: Checkpoint | null = null
  #pool: Pool | null = null
  /** The item at which the job was told to stop. */
  #stoppedAt: JobOutcome<Input> | null = null

  constructor(spec: JobSpec<Input>, tally: Tally<Input>) {
    this.#spec = spec
    this.#tally = tally
    this.dryRun = spec.options.dryRun ?? false
    this.signal = spec.context.signal(spec.options)
  }

  async *outcomes(): AsyncGenerator<JobOutcome<Input>, void, undefined> {
    const letGo = onAbort(this.signal, () => this.#pool?.stop())
    this.#tally.start()
    try {
      this.#checkAborted()
      const pool = await this.#open()
      do {
        for (let next = this.#queue.shift(); next; next = this.#queue.shift()) yield next
      } while (await pool.next())
      this.#checkAborted()
      await this.#end()
    } catch (error) {
      throw this.#asJobError(error)
    } finally {
      letGo()
      // Also when the consumer leaves: what is under way ends, and how far it came is kept.
      await this.#pool?.close()
      await this.#checkpoint?.close()
    }
  }

  scope(): Scope {
    const { context, options } = this.#spec
    const { timeout, totalTimeout } = options
    return context.scope({ signal: this.signal, timeout, totalTimeout })
  }

  async begin(item: Item<Input>, note: string): Promise<void> {
    try {
      await this.#checkpoint?.begin(item.position, note)
    } catch (error) {
      // Without a checkpoint a killed job would begin from a place that it has left.
      this.#pool?.fail(error)
      throw error
    }
  }

  retract(item: Item<Input>): void {
    this.#checkpoint?.retract(item.position)
  }

  async #open(): Promise<Pool> {
    const { options, context, identity } = this.#spec
    if (options.checkpoint && !this.dryRun) {
      const { checkpoint: store } = options
      this.#checkpoint = await Checkpoint.open(store, identity, context.api, this.scope())
    }
    const source = await this.#spec.open(this)
    const { total, before, items } = await source.begin(this.#checkpoint, options.expectAtMost)
    this.#tally.expected = total
    this.#tally.before = before
    const pool = new Pool(this.#tasks(items), options.concurrency ?? usualConcurrency)
    this.#pool = pool
    return pool
  }

  async *#tasks(items: AsyncIterable<Item<Input>>): AsyncGenerator<Task, void, undefined> {
    for await (const work of this.#spec.work(items, this)) {
      yield async () => {
        for (const result of await work()) await this.#record(result)
        this.#spec.options.onProgress?.(this.#tally.progress())
      }
    }
  }

  async #record({ item, ...what }: Result<Input>): Promise<void> {
    const { input, index } = item
    const outcome = { input, index, ...what }
    const bad = outcome.status === 'failed' || outcome.status === 'unknown'
    if (!bad) this.#checkpoint?.finish(item.position)
    this.#tally.add(outcome)
    this.#queue.push(outcome)
    if (bad && this.#spec.options.stopOnError) {
      this.#stoppedAt ??= outcome
      this.#pool?.stop()
    }
    await this.#spec.options.onOutcome?.(outcome)
  }

  #checkAborted(): void {
    if (this.signal?.aborted) throw new AbortError('The job', { cause: this.signal.reason })
  }

  async #end(): Promise<void> {
    if (!this.#stoppedAt) {
      await this.#checkpoint?.complete()
      return
    }
    const { error } = this.#stoppedAt
    const why = error ? `: ${error.message}` : '.'
    throw new JobError(`The job stopped at the first failure${why}`, this.#tally.report(), error)
  }

  /** Everything that ends a job carries the report, except what is refused before it begins. */
  #asJobError(error: unknown): unknown {
    if (error instanceof JobError || (error instanceof InputError && !this.#pool)) return error
    const message = error instanceof Error ? error.message : String(error)
    return new JobError(`The job ended early: ${message}`, this.#tally.report(), error)
  }
}

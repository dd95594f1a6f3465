import { OneConsumer } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { AbortError, InputError, isWallabagError } from '../errors/index.js'
import { ofCaller, onAbort, type Scope, within } from '../http/wait.js'
import { Checkpoint } from './checkpoint.js'
import { together } from './find-ids.js'
import { checkJobOptions, type JobOptions } from './job-options.js'
import type { Item, JobOutcome, Result } from './outcome.js'
import { Pool, type Task } from './pool.js'
import { JobError, type JobReport, Tally } from './report.js'
import type { Opened } from './source.js'

const usualConcurrency = 8

/** A piece of work on some items. It throws only what must end the job. */
export type Work<Input> = () => Promise<readonly Result<Input>[]>

/** Cuts the work on items into pieces. */
export type CutWork<Input> = (
  items: AsyncIterable<Item<Input>>,
  job: RunningJob<Input>,
) => AsyncIterable<Work<Input>>

/** What the work of a job has at hand. */
export interface RunningJob<Input> {
  readonly context: Context
  readonly dryRun: boolean
  /** How many items there are; `null` when the source does not say. */
  readonly expected: number | null
  /** The scope of the calls for one item. */
  scope(): Scope
  /** Who has an address, by its hash: an id, `null` for nobody. */
  whoHas(url: string): Promise<number | null | undefined>
  /** A filter has found so many entries up to now. */
  found(count: number): Promise<void>
  /** Notes, before a write that must not be made twice, that it is about to be made. */
  begin(item: Item<Input>, note: string): Promise<void>
  /** Notes that it was certainly not made, so that another run need not wait for it. */
  retract(item: Item<Input>): void
}

/** One kind of job with its input. */
export interface JobSpec<Input> {
  readonly context: Context
  readonly options: JobOptions<Input>
  /** Options beside those that every job has, each true or false. */
  readonly flags?: readonly string[]
  /** What makes it this job and no other: the kind, what is to be done, and the filter if there is one. */
  readonly identity: unknown
  /** Checks everything that can be checked before the first request. */
  plan(): CutWork<Input>
  /** Opens the source, where an earlier run left off. */
  open(job: RunningJob<Input>, checkpoint: Checkpoint | null): Promise<Opened<Input>>
}

/** One run of a job; what its items do is up to the spec. */
export class JobRun<Input> implements RunningJob<Input> {
  readonly context: Context
  readonly dryRun: boolean
  readonly whoHas: (url: string) => Promise<number | null | undefined>
  readonly #signal: AbortSignal | undefined
  readonly #spec: JobSpec<Input>
  readonly #cut: CutWork<Input>
  readonly #tally: Tally<Input>
  readonly #queue: JobOutcome<Input>[] = []
  #checkpoint: Checkpoint | null = null
  #pool: Pool | null = null
  /** What of the caller's failed, for the message. */
  #failedIn = ''
  /** The failure at which the job was told to stop. */
  #stoppedBy: Error | null = null

  constructor(spec: JobSpec<Input>, tally: Tally<Input>) {
    const { context, options } = spec
    checkJobOptions(options, spec.flags)
    this.#cut = spec.plan()
    this.#spec = spec
    this.#tally = tally
    this.context = context.part()
    this.dryRun = options.dryRun ?? false
    this.#signal = context.signal(options)
    this.whoHas = together(context.api, () => this.scope())
  }

  async *outcomes(): AsyncGenerator<JobOutcome<Input>, void, undefined> {
    const letGo = onAbort(this.#signal, () => this.#pool?.stop())
    try {
      this.#checkAborted()
      const pool = await this.#opened()
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

  get expected(): number | null {
    return this.#tally.expected
  }

  scope(): Scope {
    const { timeout, totalTimeout } = this.#spec.options
    return this.context.scope({ signal: this.#signal, timeout, totalTimeout })
  }

  async found(count: number): Promise<void> {
    this.#tally.found = count
    await this.#tell()
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

  /** Opens the job; its signal ends the wait for what does not listen to it, such as a store or a source. */
  #opened(): Promise<Pool> {
    const patience = { signal: this.#signal, deadline: Infinity }
    return within(this.#open(), patience, 'The job')
  }

  async #open(): Promise<Pool> {
    const { options, identity } = this.#spec
    if (options.checkpoint && !this.dryRun) {
      const { checkpoint: store } = options
      const open = () => this.scope()
      this.#checkpoint = await Checkpoint.open(store, identity, this.context.api, open)
      this.#tally.before = this.#checkpoint.finished
    }
    const { total, items } = await this.#spec.open(this, this.#checkpoint)
    this.#tally.expected = total
    const width = options.concurrency ?? usualConcurrency
    this.#tally.begin(width)
    this.#pool = new Pool(this.#tasks(items), width)
    return this.#pool
  }

  async *#tasks(items: AsyncIterable<Item<Input>>): AsyncGenerator<Task, void, undefined> {
    for await (const work of this.#cut(items, this)) {
      yield async () => {
        for (const result of await work()) await this.#record(result)
        this.#tally.pieces += 1
        await this.#tell()
      }
    }
  }

  #tell(): Promise<void> {
    return this.#call('onProgress', (tell) => tell(this.#tally.progress()))
  }

  /** Calls a function of the caller's; one that fails, at once or later, or never ends, ends the job. */
  async #call<N extends 'onProgress' | 'onOutcome'>(
    name: N,
    run: (given: NonNullable<JobOptions<Input>[N]>) => unknown,
  ): Promise<void> {
    const given = this.#spec.options[name]
    if (!given) return
    try {
      await ofCaller(name, this.scope(), () => run(given))
    } catch (error) {
      if (!isWallabagError(error)) this.#failedIn = `${name} failed: `
      throw error
    }
  }

  async #record({ item, ...what }: Result<Input>): Promise<void> {
    const { input, index } = item
    const outcome = { input, index, ...what }
    const { error } = outcome
    if (!error) this.#checkpoint?.finish(item.position)
    this.#tally.add(outcome)
    this.#queue.push(outcome)
    if (error && this.#spec.options.stopOnError) {
      this.#stoppedBy ??= error
      this.#pool?.stop()
    }
    await this.#call('onOutcome', (tell) => tell(outcome))
  }

  #checkAborted(): void {
    if (this.#signal?.aborted) throw new AbortError('The job', { cause: this.#signal.reason })
  }

  async #end(): Promise<void> {
    const error = this.#stoppedBy
    if (!error) return this.#checkpoint?.complete()
    const message = `The job stopped at the first failure: ${error.message}`
    throw new JobError(message, this.#tally.report(), error)
  }

  /** Everything that ends a job carries the report, except what is refused before it begins. */
  #asJobError(error: unknown): unknown {
    if (error instanceof JobError || (error instanceof InputError && !this.#pool)) return error
    const message = error instanceof Error ? error.message : String(error)
    return new JobError(
      `The job ended early: ${this.#failedIn}${message}`,
      this.#tally.report(),
      error,
    )
  }
}

/**
 * Work over many items. Await it for its report, or iterate it for the outcome of each item and
 * then await it. It starts when it is first awaited or iterated, and has one consumer. Failed items
 * do not end it. If you leave the iteration, items that have begun are finished and no others are
 * started.
 *
 * @example
 * ```ts
 * const job = wallabag.entries.tagMany([1, 2, 3], { add: ['later'] })
 * for await (const outcome of job) console.log(outcome.id, outcome.status)
 * console.log((await job).done)
 * ```
 */
export class Job<Input> extends OneConsumer<JobReport<Input>, JobOutcome<Input>> {
  readonly #spec: JobSpec<Input>
  #tally = new Tally<Input>()

  /** @internal */
  constructor(spec: JobSpec<Input>) {
    super('A job')
    this.#spec = spec
  }

  override get [Symbol.toStringTag](): string {
    return 'Job'
  }

  /** @internal */
  protected override items(): AsyncGenerator<JobOutcome<Input>, void, undefined> {
    // Its time counts from here.
    this.#tally = new Tally<Input>()
    return new JobRun(this.#spec, this.#tally).outcomes()
  }

  /** @internal */
  protected override result(): JobReport<Input> {
    return this.#tally.report()
  }
}

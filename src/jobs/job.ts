import { OneConsumer } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import { AbortError, InputError, isWallabagError } from '../errors/index.js'
import { ofCaller, onAbort, type Scope, within } from '../http/wait.js'
import { Checkpoint, type OpenItem } from './checkpoint.js'
import { batchedLookup } from './find-ids.js'
import { checkJobOptions, type JobOptions } from './job-options.js'
import type { Item, JobOutcome, Result } from './outcome.js'
import { Pool, type Task } from './pool.js'
import { JobError, type JobReport, Tally } from './report.js'
import type { Opened } from './source.js'

const defaultConcurrency = 8

/** The work on some items. It throws only errors that must end the job. */
export type Work<Input> = () => Promise<readonly Result<Input>[]>

/** Splits the items into pieces of work. */
export type CutWork<Input> = (
  items: AsyncIterable<Item<Input>>,
  job: RunningJob<Input>,
) => AsyncIterable<Work<Input>>

/** What the work of a job can use. */
export interface RunningJob<Input> {
  readonly context: Context
  readonly dryRun: boolean
  /** How many items there are, or `null` if the source does not tell. */
  readonly expected: number | null
  /** The items that an earlier run left open and those taken since. */
  readonly open: readonly OpenItem[]
  /** The scope of the calls for one item. */
  scope(): Scope
  /** The id of the entry with an address, or `null` if there is none. It is looked up by hash. */
  whoHas(url: string): Promise<number | null | undefined>
  /** Reports how many entries the filter has found so far. */
  found(count: number): Promise<void>
  /** Records that a write is about to be sent which must not be sent twice. */
  begin(item: Item<Input>, note: string): Promise<void>
  /** Records that the write was certainly not done, so that another run need not wait for it. */
  retract(item: Item<Input>): void
}

/** A kind of job and its input. */
export interface JobSpec<Input> {
  readonly context: Context
  readonly options: JobOptions<Input>
  /** Further options of this kind of job, each true or false. */
  readonly flags?: readonly string[]
  /** What identifies the job: its kind, its changes, and the filter if there is one. */
  readonly identity: unknown
  /** Checks everything that can be checked before the first request. */
  plan(): CutWork<Input>
  /** Opens the source at the place that an earlier run reached. */
  open(job: RunningJob<Input>, checkpoint: Checkpoint | null): Promise<Opened<Input>>
}

/** One run of a job. The spec defines what happens to the items. */
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
  /** The name of the caller's function that failed, for the message. */
  #failedIn = ''
  /** The failure because of which `stopOnError` ended the job. */
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
    this.whoHas = batchedLookup(context.api, () => this.scope())
  }

  async *outcomes(): AsyncGenerator<JobOutcome<Input>, void, undefined> {
    const stopListening = onAbort(this.#signal, () => this.#pool?.stop())
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
      stopListening()
      // This also runs if the consumer leaves: running work is finished, and the progress is
      // stored.
      await this.#pool?.close()
      await this.#checkpoint?.close()
    }
  }

  get open(): readonly OpenItem[] {
    return this.#checkpoint?.open ?? []
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

  /**
   * Opens the job. Its signal also ends the wait for a store or a source that does not listen to
   * it.
   */
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
    const width = options.concurrency ?? defaultConcurrency
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

  /** Calls a function of the caller. If it fails or never returns, the job ends. */
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

  /**
   * Adds the report to every error that ends a job. Input that is refused before the job begins has
   * none.
   */
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
    // The duration is measured from here.
    this.#tally = new Tally<Input>()
    return new JobRun(this.#spec, this.#tally).outcomes()
  }

  /** @internal */
  protected override result(): JobReport<Input> {
    return this.#tally.report()
  }
}

import { InputError } from '../errors/index.js'
import type { EventBatches, SyncEvent } from './event.js'
import type { SyncSummary } from './summary.js'
import { Tally } from './tally.js'

/**
 * A run of a sync. Await it for its summary, or iterate it for what happened on the server and await
 * it afterwards; it starts with the first of these, and has one consumer. Each event comes before
 * the store has it, so that none is lost when the process ends: at worst some are told again.
 *
 * @example
 * ```ts
 * const run = sync.run()
 * for await (const event of run) console.log(event.type, event.entry.title)
 * console.log((await run).added)
 * ```
 */
export class SyncRun implements Promise<SyncSummary>, AsyncIterable<SyncEvent> {
  readonly #run: (tally: Tally) => EventBatches
  readonly #tally = new Tally()
  readonly #ended: Promise<SyncSummary>
  #succeed: (summary: SyncSummary) => void = () => {}
  #fail: (error: unknown) => void = () => {}
  #taken = false

  /** @internal */
  constructor(run: (tally: Tally) => EventBatches) {
    this.#run = run
    this.#ended = new Promise((resolve, reject) => {
      this.#succeed = resolve
      this.#fail = reject
    })
    // A consumer that iterates meets the failure there; nobody need await the summary as well.
    this.#ended.catch(() => undefined)
  }

  get [Symbol.toStringTag](): string {
    return 'SyncRun'
  }

  /** As a promise's `then`, for the summary. */
  // biome-ignore lint/suspicious/noThenProperty: a run is awaited like the promise it is
  then<A = SyncSummary, B = never>(
    onDone?: ((summary: SyncSummary) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (!this.#taken) void this.#drain()
    return this.#ended.then(onDone, onFailed)
  }

  /** As a promise's `catch`. */
  catch<B = never>(onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null) {
    return this.then(null, onFailed)
  }

  /** As a promise's `finally`. */
  finally(onSettled?: (() => void) | null): Promise<SyncSummary> {
    return this.then().finally(onSettled)
  }

  /** The events, as they are found. */
  async *[Symbol.asyncIterator](): AsyncGenerator<SyncEvent, void, undefined> {
    for await (const batch of this.#batches()) {
      for (const event of batch) {
        this.#tally.took(event)
        yield event
      }
    }
  }

  async #drain(): Promise<void> {
    try {
      for await (const batch of this.#batches()) for (const event of batch) this.#tally.took(event)
    } catch {
      // The promise says so.
    }
  }

  async *#batches(): EventBatches {
    if (this.#taken) {
      throw new InputError('invalid_input', 'A run has one consumer, and has it already.')
    }
    this.#taken = true
    this.#tally.start()
    try {
      yield* this.#run(this.#tally)
    } catch (error) {
      this.#fail(error)
      throw error
    } finally {
      this.#succeed(this.#tally.summary)
    }
  }
}

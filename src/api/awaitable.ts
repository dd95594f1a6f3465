import { InputError } from '../errors/index.js'
import { deferred } from '../http/wait.js'
import type { Answered, ResponseInfo } from './api.js'

/**
 * Can be awaited like a promise. Each subclass says when its work starts.
 *
 * @example
 * ```ts
 * const user = await wallabag.user.get().catch(() => null)
 * console.log(user?.username)
 * ```
 */
export abstract class Awaitable<T> implements Promise<T> {
  /** @internal */
  protected abstract awaited(): Promise<T>

  get [Symbol.toStringTag](): string {
    return 'Awaitable'
  }

  /** The same as a promise's `then`. */
  // biome-ignore lint/suspicious/noThenProperty: it is awaited like the promise it is
  then<A = T, B = never>(
    onDone?: ((value: T) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.awaited().then(onDone, onFailed)
  }

  /** The same as a promise's `catch`. */
  catch<B = never>(onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(null, onFailed)
  }

  /** The same as a promise's `finally`. */
  finally(onSettled?: (() => void) | null): Promise<T> {
    return this.then().finally(onSettled)
  }
}

/** A result and the response behind it. */
export interface WithResponse<T> {
  /** The result of the call. */
  readonly data: T
  /** The response. If the call sends several requests, it is the last one. */
  readonly response: ResponseInfo
}

/**
 * A running call: await it for its result, or use `withResponse` to get the response as well.
 *
 * @example
 * ```ts
 * const { data, response } = await wallabag.tags.list().withResponse()
 * console.log(response.status, data.length)
 * ```
 */
export class ApiCall<T> extends Awaitable<T> {
  readonly #answered: Promise<Answered<T>>

  /** @internal */
  constructor(answered: Promise<Answered<T>>) {
    super()
    this.#answered = answered
  }

  override get [Symbol.toStringTag](): string {
    return 'ApiCall'
  }

  /** @internal */
  protected override awaited(): Promise<T> {
    return this.#answered.then(({ value }) => value)
  }

  /**
   * The result together with the response it came from.
   *
   * @returns The result as `data`, and status, headers and number of attempts as `response`.
   * @throws WallabagError as the call itself does.
   *
   * @example
   * ```ts
   * const { response } = await wallabag.server.info().withResponse()
   * console.log(response.attempts)
   * ```
   */
  async withResponse(): Promise<WithResponse<T>> {
    const { value, response } = await this.#answered
    const { status, headers, attempts } = response
    return { data: value, response: { status, headers, attempts } }
  }
}

/**
 * Work that is awaited for its result, or iterated for its items and then awaited. It starts when
 * it is first awaited or iterated, and only one consumer can iterate it.
 */
export abstract class OneConsumer<Result, Item>
  extends Awaitable<Result>
  implements AsyncIterable<Item>
{
  readonly #what: string
  readonly #ended = deferred<Result>()
  #taken = false
  /**
   * Whether the work is only awaited and nobody iterates the items.
   *
   * @internal
   */
  protected isDrained = false

  /** @internal */
  constructor(what: string) {
    super()
    this.#what = what
    // A consumer that iterates gets the failure there and need not await the result as well.
    this.#ended.promise.catch(() => undefined)
  }

  /**
   * Does the work.
   *
   * @internal
   */
  protected abstract items(): AsyncGenerator<Item, void, undefined>

  /**
   * The result so far, also if the consumer stopped iterating early.
   *
   * @internal
   */
  protected abstract result(): Result

  /** @internal */
  protected override awaited(): Promise<Result> {
    if (!this.#taken) void this.#drain()
    return this.#ended.promise
  }

  /** The items, one after another. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    if (this.#taken) {
      const message = `${this.#what} can be consumed once, and already is.`
      throw new InputError('invalid_input', message)
    }
    this.#taken = true
    try {
      yield* this.items()
    } catch (error) {
      this.#ended.reject(error)
      throw error
    } finally {
      this.#ended.resolve(this.result())
    }
  }

  async #drain(): Promise<void> {
    this.isDrained = true
    try {
      for await (const _ of this);
    } catch {
      // Whoever awaits the result gets the error from `#ended`.
    }
  }
}

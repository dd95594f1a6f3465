import type { Answered, ResponseInfo } from './api.js'

/** A result and the response behind it. */
export interface WithResponse<T> {
  /** What the call gives when it is awaited. */
  readonly data: T
  /** The response; of the last request where a call takes several. */
  readonly response: ResponseInfo
}

/**
 * A running call: await it for its result, or ask it for the response as well.
 *
 * @example
 * ```ts
 * const { data, response } = await wallabag.tags.list().withResponse()
 * console.log(response.status, data.length)
 * ```
 */
export class ApiCall<T> implements Promise<T> {
  readonly #answered: Promise<Answered<T>>

  /** @internal */
  constructor(answered: Promise<Answered<T>>) {
    this.#answered = answered
  }

  get [Symbol.toStringTag](): string {
    return 'ApiCall'
  }

  /** As a promise's `then`. */
  // biome-ignore lint/suspicious/noThenProperty: a call is awaited like the promise it is
  then<A = T, B = never>(
    onDone?: ((value: T) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#answered.then(({ value }) => value).then(onDone, onFailed)
  }

  /** As a promise's `catch`. */
  catch<B = never>(onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(null, onFailed)
  }

  /** As a promise's `finally`. */
  finally(onSettled?: (() => void) | null): Promise<T> {
    return this.then().finally(onSettled)
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

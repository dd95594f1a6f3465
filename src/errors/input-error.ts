import { type ErrorCode, WallabagError } from './wallabag-error.js'

/** The codes of what is refused before anything is sent. */
export type InputErrorCode = Extract<ErrorCode, `invalid_${string}` | 'unsupported'>

/**
 * Something was refused before anything was sent: a wrong option, input or filter.
 *
 * @example
 * ```ts
 * await wallabag.entries.update(1, { title: '' }).catch((error: unknown) => error)
 * // InputError, code 'invalid_input': the server would ignore an empty title silently
 * ```
 */
export class InputError extends WallabagError {
  override readonly name: string = 'InputError'

  /**
   * Makes an input error.
   *
   * @param code - Which kind of input it was.
   * @param message - What was received and what was expected.
   * @param hint - What to do about it.
   *
   * @example
   * ```ts
   * new InputError('invalid_input', 'quote: expected some text, received an empty string.')
   * ```
   */
  constructor(code: InputErrorCode, message: string, hint?: string) {
    super(code, message, { hint, outcome: 'not-sent' })
    Object.defineProperty(this, 'name', { enumerable: false })
  }
}

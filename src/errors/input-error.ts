import { describe } from './describe.js'
import { type ErrorCode, WallabagError } from './wallabag-error.js'

/** The codes of errors for input that is refused before anything is sent. */
export type InputErrorCode = Extract<ErrorCode, `invalid_${string}` | 'unsupported'>

/**
 * A wrong option, input or filter was refused before anything was sent.
 *
 * @example
 * ```ts
 * await wallabag.entries.update(1, { title: '' }).catch((error: unknown) => error)
 * // InputError, code 'invalid_input': the server would ignore an empty title silently
 * ```
 */
export class InputError extends WallabagError {
  /**
   * Creates an input error.
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
    this.name = 'InputError'
  }
}

/**
 * The error for an input that does not match what is expected.
 *
 * @param name - The name of the input.
 * @param what - What is expected.
 * @param received - The value from `describe`, or from `describeSecret` if it may be secret.
 * @param hint - What to do about it.
 */
export function expected(
  code: InputErrorCode,
  name: string,
  what: string,
  received: string,
  hint?: string,
): InputError {
  return new InputError(code, `${name}: expected ${what}, received ${received}.`, hint)
}

/** Like `expected`, for an argument of a call, which the message may show. */
export function unexpectedInput(
  name: string,
  what: string,
  received: unknown,
  hint?: string,
): InputError {
  return expected('invalid_input', name, what, describe(received), hint)
}

/** The error for an unknown name. */
export function noSuch(
  code: InputErrorCode,
  kind: 'change' | 'field' | 'filter' | 'option',
  name: string,
  known: Iterable<string>,
): InputError {
  const names = [...known]
  const near = nearest(name.slice(name.lastIndexOf('.') + 1), names)
  return new InputError(
    code,
    `${name}: there is no such ${kind}; known are ${names.join(', ')}.`,
    near === undefined ? undefined : `Did you mean \`${near}\`?`,
  )
}

/** The name that was probably meant: it differs in case or in one or two letters. */
function nearest(wrong: string, names: readonly string[]): string | undefined {
  if (wrong.length > 40) return undefined
  const far = Math.min(2, wrong.length / 2)
  const near = names
    .map((name) => ({ name, steps: stepsBetween(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ steps }) => steps <= far)
  return near.sort((a, b) => a.steps - b.steps)[0]?.name
}

/** The edit distance of two words: how many letters must be added, removed or replaced. */
function stepsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...a].entries()) {
    const next = [row + 1]
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (above[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    above = next
  }
  return above[b.length] ?? 0
}

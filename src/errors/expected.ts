import { describe } from './describe.js'
import { InputError, type InputErrorCode } from './input-error.js'

/**
 * The error for an input that is not what was expected.
 *
 * @param name - Which input it was.
 * @param what - What was expected.
 * @param received - What `describe` says of it, or `describeSecret` where it may be secret.
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

/** The same for what is given to a call, which a message may show. */
export function unexpectedInput(
  name: string,
  what: string,
  received: unknown,
  hint?: string,
): InputError {
  return expected('invalid_input', name, what, describe(received), hint)
}

/** The error for a name that means nothing where it is given. */
export function noSuch(
  code: InputErrorCode,
  kind: 'change' | 'field' | 'filter' | 'option',
  name: string,
  known: Iterable<string>,
): InputError {
  const names = [...known].join(', ')
  return new InputError(code, `${name}: there is no such ${kind}; known are ${names}.`)
}

import { describe, InputError } from '../errors/index.js'

/** Refuses what cannot be an id before it becomes part of a path. */
export function checkId(id: unknown, name = 'id'): number {
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id
  throw new InputError(
    'invalid_input',
    `${name}: expected a whole number above 0, received ${describe(id)}.`,
  )
}

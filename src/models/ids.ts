import { unexpectedInput } from '../errors/index.js'

/** Refuses what cannot be an id before it becomes part of a path. */
export function checkId(id: unknown, name = 'id'): number {
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id
  throw unexpectedInput(name, 'a whole number above 0', id)
}

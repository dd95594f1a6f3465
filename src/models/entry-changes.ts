import { InputError } from '../errors/index.js'
import { type EntryFields, fieldsToWire, type WireFields } from './entry-input.js'
import { normalizeLabels } from './label.js'

/** What can be changed of an entry. */
export interface EntryChanges extends EntryFields {
  /** Labels that replace all the entry has; not empty, see `entries.clearTags`. */
  tags?: readonly string[] | undefined
}

/**
 * Checks changes and writes them as the server wants them.
 *
 * @throws InputError for what the server would silently ignore or misread, and for unknown names.
 */
export function changesToWire(changes: EntryChanges): WireFields {
  const fields = fieldsToWire(changes, ['tags'])
  return changes.tags === undefined
    ? fields
    : { ...fields, tags: someLabels(changes.tags).join(',') }
}

/** Labels, of which there must be some: the server ignores an empty list (Q3). */
export function someLabels(labels: unknown): string[] {
  const normal = normalizeLabels(labels)
  if (normal.length > 0) return normal
  throw noLabels()
}

/** The error for a list of labels that is empty. */
export function noLabels(): InputError {
  return new InputError(
    'invalid_input',
    'tags: expected a list of at least one label.',
    'To take all tags off an entry use `entries.clearTags`.',
  )
}

import { describe, InputError, unexpectedInput } from '../errors/index.js'

/**
 * A label as the server keeps it: trimmed and in lower case. Filters and deletions compare exactly
 * (Q19), so it is done here.
 *
 * @throws InputError for an empty label, or one with a comma, at which the server would split it.
 */
export function normalizeLabel(label: unknown, name = 'label'): string {
  if (typeof label !== 'string' || label.trim() === '') {
    throw unexpectedInput(name, 'a label', label)
  }
  if (label.includes(',')) {
    throw new InputError(
      'invalid_input',
      `${name}: the server splits labels at commas; received ${describe(label)}.`,
      'Give several labels as a list.',
    )
  }
  return label.trim().toLowerCase()
}

/** Labels without repeats, as the server keeps them. */
export function normalizeLabels(labels: unknown, name = 'tags'): string[] {
  if (!Array.isArray(labels)) throw unexpectedInput(name, 'a list of labels', labels)
  return [...new Set(labels.map((label) => normalizeLabel(label, name)))]
}

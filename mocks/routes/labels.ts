import type { Draft } from '../content/draft.js'
import { lowerCase, type PhpValue, toStringArgument, trim } from '../php/values.js'

/** Adds labels from a comma text or a list: lower-cased, trimmed, empty ones dropped (quirk 19). */
export function assignLabels(draft: Draft, tags: PhpValue | undefined): void {
  const isList = tags !== null && typeof tags === 'object'
  const labels = isList ? Object.values(tags) : toStringArgument(tags).split(',')
  for (const item of labels) {
    const label = trim(lowerCase(item === null ? '' : toStringArgument(item)))
    if (label !== '') draft.addLabel(label)
  }
}

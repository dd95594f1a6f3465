import type { Draft } from '../content/draft.js'
import { isArray, lowerCase, type PhpValue, toStringArgument, toText, trim } from '../php/values.js'

/**
 * Adds labels from a comma-separated text or a list. They are converted to lower case and trimmed,
 * and empty ones are dropped (quirk 19).
 */
export function assignLabels(draft: Draft, tags: PhpValue | undefined): void {
  const labels = isArray(tags) ? Object.values(tags) : toStringArgument(tags).split(',')
  for (const item of labels) {
    // The development version casts items, so a list inside the list becomes the label `array`.
    const text = draft.state.isDev || item === null ? toText(item) : toStringArgument(item)
    const label = trim(lowerCase(text))
    if (label !== '') draft.addLabel(label)
  }
}

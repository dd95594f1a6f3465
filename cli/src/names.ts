/**
 * Replaces commas in authors or labels by spaces, because Wallabag treats a comma as a separator.
 */
export function withoutCommas(names: readonly string[]): string[] {
  return names
    .map((name) => name.replaceAll(',', ' ').replace(/\s+/g, ' ').trim())
    .filter((name) => name !== '')
}

/** The same, but `undefined` instead of an empty list, which must not be sent. */
export function someNames(names: readonly string[]): string[] | undefined {
  const kept = withoutCommas(names)
  return kept.length > 0 ? kept : undefined
}

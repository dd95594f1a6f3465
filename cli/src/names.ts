/** Authors or labels as Wallabag can keep them: it takes a comma for the border between two names. */
export function withoutCommas(names: readonly string[]): string[] {
  return names
    .map((name) => name.replaceAll(',', ' ').replace(/\s+/g, ' ').trim())
    .filter((name) => name !== '')
}

/** The same; `undefined` for none, which must not be said. */
export function someNames(names: readonly string[]): string[] | undefined {
  const kept = withoutCommas(names)
  return kept.length > 0 ? kept : undefined
}

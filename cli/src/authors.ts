/** The names of authors as Wallabag takes them: it splits them at commas, so these become blanks. */
export function authorNames(names: readonly string[]): string[] | undefined {
  const found = names
    .map((name) => name.replaceAll(',', ' ').replace(/\s+/g, ' ').trim())
    .filter((name) => name !== '')
  return found.length > 0 ? found : undefined
}

/**
 * Throws for an unknown name: a misspelt fault would have no effect, and the test that set it would
 * prove nothing.
 */
export function checkNames(what: string, given: Iterable<string>, known: readonly string[]): void {
  for (const name of given) {
    if (known.includes(name)) continue
    throw new Error(`There is no ${what} "${name}"; known are ${known.join(', ')}.`)
  }
}

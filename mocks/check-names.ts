/**
 * Throws for a name that is not known: a misspelt fault would strike nothing, and the test that set
 * it would prove nothing.
 */
export function checkNames(what: string, given: Iterable<string>, known: readonly string[]): void {
  for (const name of given) {
    if (known.includes(name)) continue
    throw new Error(`There is no ${what} "${name}"; known are ${known.join(', ')}.`)
  }
}

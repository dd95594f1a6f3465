/** Runs a function of the caller's, which may throw at once or, when it is asynchronous, later. */
export function harmlessly(run: () => unknown, threw: () => void): void {
  try {
    Promise.resolve(run()).catch(threw)
  } catch {
    threw()
  }
}

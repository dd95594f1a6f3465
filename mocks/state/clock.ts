/** The clock of the fake server. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /**
   * Moves the clock forward by milliseconds. After the first call of `set`, the clock only moves
   * this way.
   */
  advance(milliseconds: number): void
  /** Stops the clock at a time in milliseconds since 1970. */
  set(milliseconds: number): void
}

/** A clock that follows `Date.now()` until it is set. */
export function createClock(): Clock {
  let fixed: number | undefined
  let ahead = 0
  return {
    now: () => fixed ?? Date.now() + ahead,
    advance(milliseconds) {
      if (fixed === undefined) ahead += milliseconds
      else fixed += milliseconds
    },
    set(milliseconds) {
      fixed = milliseconds
    },
  }
}

/** Generates the ids of the rows of a table. */
export class Ids {
  readonly #isReused: boolean
  #last = 0

  /**
   * @param isReused Whether the table is in SQLite without AUTOINCREMENT. Then the next id is the
   *   highest existing one plus one, so the id of the newest row is reused after its deletion
   */
  constructor(isReused: boolean) {
    this.#isReused = isReused
  }

  /** Returns the id for a new row. */
  next(): number {
    this.#last += 1
    return this.#last
  }

  /** Must be called for a row with an id of its own. */
  use(id: number): void {
    this.#last = Math.max(this.#last, id)
  }

  /** Must be called after a row was deleted, with the ids of those that are left. */
  free(id: number, left: Iterable<number>): void {
    if (this.#isReused && id === this.#last) this.reset(left)
  }

  /** Continues after the highest of these ids. */
  reset(ids: Iterable<number>): void {
    this.#last = 0
    for (const id of ids) this.use(id)
  }
}

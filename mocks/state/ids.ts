/** The numbers that the rows of a table get. */
export class Ids {
  readonly #isReused: boolean
  #last = 0

  /**
   * @param isReused Whether the table is one of SQLite's without AUTOINCREMENT: the next number is the
   *   highest of the rows that are there, plus one, so that the newest row leaves its number to the next
   */
  constructor(isReused: boolean) {
    this.#isReused = isReused
  }

  /** The number of a new row. */
  next(): number {
    this.#last += 1
    return this.#last
  }

  /** Has to be called when a row came with its own number. */
  use(id: number): void {
    this.#last = Math.max(this.#last, id)
  }

  /** Has to be called when a row was deleted, with those that are left. */
  free(id: number, left: Iterable<number>): void {
    if (this.#isReused && id === this.#last) this.reset(left)
  }

  /** Counts on from the highest of these. */
  reset(ids: Iterable<number>): void {
    this.#last = 0
    for (const id of ids) this.use(id)
  }
}

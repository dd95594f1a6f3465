import { randomBytes } from 'node:crypto'

/** So many places are kept; the oldest give way. */
const most = 100

/** How far searches came, by cursors that nobody can guess. */
export class Places<Place> {
  readonly #kept = new Map<string, Place>()

  /** Keeps one, and gives the cursor for it. */
  keep(place: Place): string {
    const cursor = randomBytes(9).toString('base64url')
    this.#kept.set(cursor, place)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest)
    return cursor
  }

  /** Where a cursor leads, also a second time; `null` for none that is known. */
  get(cursor: string): Place | null {
    return this.#kept.get(cursor) ?? null
  }
}

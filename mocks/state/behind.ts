import type { Annotation, Entry } from './rows.js'
import type { State } from './state.js'

/** A copy of all entries, to be put back later. */
export interface Backup {
  readonly entries: readonly Entry[]
  readonly annotations: readonly Annotation[]
}

/** What happens to a server without its API. */
export interface Behind {
  /** Sets fields of an entry. Nothing is stamped: `updatedAt` is what it was, unless it is given. */
  change(id: number, fields: Partial<Omit<Entry, 'id' | 'user' | 'tags'>>): void
  /** Deletes an entry. */
  remove(id: number): void
  /** Copies all entries. */
  backup(): Backup
  /** Puts a copy back, and gives the ids that were given after it a second time. */
  restore(backup: Backup): void
}

/** The way to the rows of a state. */
export function behind(state: State): Behind {
  const entryOf = (id: number): Entry => {
    const entry = state.library.entries.get(id)
    if (entry === undefined) throw new Error(`There is no entry ${id} in this fake.`)
    return entry
  }
  return {
    change: (id, fields) => state.library.put({ ...entryOf(id), ...fields }),
    remove: (id) => state.library.remove(entryOf(id)),
    backup: () =>
      structuredClone({
        entries: [...state.library.entries.values()],
        annotations: [...state.library.annotations.values()],
      }),
    restore(backup) {
      const { entries, annotations } = structuredClone(backup)
      state.library.restore(entries, annotations)
    },
  }
}

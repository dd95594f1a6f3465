import type { Annotation, Entry } from './rows.js'
import type { State } from './state.js'

/** A copy of all entries, for restoring them later. */
export interface Backup {
  readonly entries: readonly Entry[]
  readonly annotations: readonly Annotation[]
}

/** Changes to the server without its API. */
export interface Behind {
  /** Sets fields of an entry. `updatedAt` stays the same unless it is given. */
  change(id: number, fields: Partial<Omit<Entry, 'id' | 'user' | 'tags'>>): void
  /** Deletes an entry. */
  remove(id: number): void
  /** Copies all entries. */
  backup(): Backup
  /** Restores a copy. Ids that were used after it will be used again. */
  restore(backup: Backup): void
}

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

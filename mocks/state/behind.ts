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
export function behind({ library }: State): Behind {
  const entryOf = (id: number): Entry => {
    const entry = library.entries.get(id)
    if (entry === undefined) throw new Error(`There is no entry ${id} in this fake.`)
    return entry
  }
  return {
    change: (id, fields) => library.put({ ...entryOf(id), ...fields }),
    remove: (id) => library.remove(entryOf(id)),
    backup: () =>
      structuredClone({
        entries: [...library.entries.values()],
        annotations: [...library.annotations.values()],
      }),
    restore(backup) {
      const { entries, annotations } = structuredClone(backup)
      library.restore(entries, annotations)
    },
  }
}

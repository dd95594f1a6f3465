import type { EntrySummary } from '../entries/entry.js'
import { WallabagError } from '../errors/index.js'

/**
 * A run stopped before it deleted entries from the store, because there were suspiciously many, or
 * because the server seems to have been restored from a backup. Nothing that it lists was deleted:
 * somebody should look first.
 *
 * @example
 * ```ts
 * const error = await sync.run().catch((error: unknown) => error)
 * if (error instanceof MassDeletionError) console.log(error.entries.map((entry) => entry.title))
 * ```
 */
export class MassDeletionError extends WallabagError {
  /** The entries that the server no longer has, as they are in the store. */
  readonly entries: readonly EntrySummary[]
  /** Whether the server seems to have been restored from a backup. */
  readonly restored: boolean

  /**
   * Creates the error.
   *
   * @param entries - The entries that would be deleted.
   * @param stored - How many entries the store has.
   * @param restored - Whether the server seems to have been restored from a backup.
   *
   * @example
   * ```ts
   * new MassDeletionError(entries, 300, false)
   * ```
   */
  constructor(entries: readonly EntrySummary[], stored: number, restored: boolean) {
    const why = restored ? ', and seems to have been restored from a backup' : ''
    super(
      'mass_deletion',
      `The server no longer has ${entries.length} of the ${stored} entries in the store${why}.`,
      {
        hint: 'If that is right, run again with `allowMassDeletion: true`; until then they are kept.',
        outcome: 'refused',
      },
    )
    this.name = 'MassDeletionError'
    // Not enumerable, because a log should not contain whole articles.
    this.entries = entries
    Object.defineProperty(this, 'entries', { enumerable: false })
    this.restored = restored
  }
}

/** How many entries a run deletes without permission for a mass deletion. */
export function mostDeletions(stored: number): number {
  return Math.max(20, Math.floor(stored / 10))
}

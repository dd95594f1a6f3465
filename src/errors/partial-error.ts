import { detailsOf, isWallabagError, messageWithoutHint, WallabagError } from './wallabag-error.js'

/**
 * A call that sends several requests failed after some of them; what was done stays done.
 *
 * @example
 * ```ts
 * const error = await wallabag.entries.save(url, { tags: ['a'] }).catch((error: unknown) => error)
 * if (error instanceof PartialError) console.log(error.entryId, error.done)
 * ```
 */
export class PartialError extends WallabagError {
  /** The entry that was being changed; `null` if the step concerned none or several. */
  readonly entryId: number | null
  /** The steps that were done, in order, such as `created` or `tags added`. */
  readonly done: readonly string[]

  /**
   * Creates a partial error for the failure of one step.
   *
   * @param entryId - The entry that was being changed, if it was a single one.
   * @param done - The steps that were done.
   * @param step - The step that failed.
   * @param failure - Why it failed.
   *
   * @example
   * ```ts
   * new PartialError(7, ['created'], 'supplied fields set', failure)
   * ```
   */
  constructor(
    entryId: number | null,
    done: readonly string[],
    step: string,
    failure: WallabagError,
  ) {
    // The hint is appended to the whole message, so it is removed here.
    const said = messageWithoutHint(failure)
    const where = entryId === null ? '' : `Entry ${entryId}: `
    super('partial', `${where}${done.join(', ')}; then “${step}” failed: ${said}`, {
      ...detailsOf(failure),
      hint: 'Repeat the call: the steps that are done are not repeated.',
      outcome: 'partial',
    })
    this.name = 'PartialError'
    this.entryId = entryId
    this.done = done
  }
}

/** Runs one more step on an entry. If it fails, the error names the steps that were done before. */
export async function step<T>(
  id: number,
  done: string[],
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    const result = await run()
    done.push(name)
    return result
  } catch (error) {
    if (!isWallabagError(error) || done.length === 0) throw error
    throw new PartialError(id, done, name, error)
  }
}

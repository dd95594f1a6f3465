import { AbortError, describe, expected, isWallabagError } from '../errors/index.js'
import { pause } from '../http/wait.js'
import type { SyncEvent } from './events.js'
import type { SyncRun } from './run.js'
import type { RunOptions } from './run-options.js'

/** The growth of the pause while nothing happens, and its limit as a multiple of `every`. */
const growth = 1.5
const longest = 6

/** The options of `watch`. */
export interface WatchOptions extends RunOptions {
  /**
   * The pause between two runs, in milliseconds. While nothing happens it grows up to six times
   * that.
   */
  every: number
  /** Called when a run fails temporarily; the watch goes on. */
  onError?: ((error: unknown) => void) | undefined
}

/**
 * Runs repeatedly. The pauses grow while nothing happens, and are at least as long as the server
 * asks for.
 */
export async function* watch(
  options: WatchOptions,
  run: (options: RunOptions) => SyncRun,
): AsyncGenerator<SyncEvent, void, undefined> {
  const { every, onError, ...runOptions } = options
  if (typeof every !== 'number' || !(every > 0)) {
    throw expected('invalid_option', 'every', 'milliseconds above 0', describe(every))
  }
  for (let wait = every; ; ) {
    let asked = 0
    let quiet = true
    try {
      for await (const event of run(runOptions)) {
        quiet = false
        yield event
      }
    } catch (error) {
      if (!isWallabagError(error) || !error.retryable) throw error
      asked = (error.retryAfter ?? 0) * 1000
      await onError?.(error)
    }
    wait = quiet ? Math.min(wait * growth, every * longest) : every
    await pause(
      Math.max(wait, asked),
      options.signal,
      (cause) => new AbortError('The watch', { cause }),
    )
  }
}

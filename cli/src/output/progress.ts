import { Presets, SingleBar } from 'cli-progress'
import type { JobProgress } from 'wallabag-sdk'
import { putAroundWords, say } from './streams.js'

/** Shows the progress of a long task on standard error. */
export interface Progress {
  /** Updates the numbers. */
  at(
    progress: Pick<JobProgress, 'before' | 'done' | 'skipped' | 'failed' | 'unknown' | 'total'> &
      Partial<Pick<JobProgress, 'found'>>,
  ): void
  /** Ends the display. */
  stop(): void
}

/** A progress that shows nothing. */
export const hidden: Progress = { at: () => {}, stop: () => {} }

const quietPause = 10_000

/**
 * Shows a bar on a terminal. Elsewhere it prints a line every ten seconds, so that logs stay short.
 *
 * @param label - What is being done, such as “Importing”.
 * @param total - The number of items, for a job that cannot know it.
 */
export function showProgress(label: string, total: number | null): Progress {
  const shown = process.stderr.isTTY === true ? bar(label) : lines(label)
  return { ...shown, at: (progress) => shown.at({ ...progress, total: progress.total ?? total }) }
}

function bar(label: string): Progress {
  const single = new SingleBar(
    {
      format: `${label} {bar} {value}/{total} {failures}`,
      // This leaves room for the label and the numbers.
      barsize: Math.min(40, Math.max(8, (process.stderr.columns ?? 80) - 36)),
      hideCursor: true,
      clearOnComplete: false,
      gracefulExit: false,
      // Messages may overwrite the line of the bar.
      forceRedraw: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  )
  let started = false
  function stop(): void {
    process.off('exit', stop)
    single.stop()
    putAroundWords('', '')
  }
  return {
    at(progress) {
      const failures = failuresOf(progress)
      const total = progress.total ?? Math.max(progress.found ?? 0, finished(progress))
      if (started) single.setTotal(total)
      else {
        single.start(total, 0, { failures })
        putAroundWords(clearLine, saveCursor)
        // A second Ctrl-C ends the process at once; without this the cursor would stay hidden.
        process.once('exit', stop)
      }
      started = true
      single.update(finished(progress), { failures })
    },
    stop,
  }
}

const clearLine = '\r\u001b[K'
/**
 * When the bar stops, it restores the cursor to the saved position. Saving it after each message
 * keeps the bar from overwriting messages.
 */
const saveCursor = '\u001b7'

function lines(label: string): Progress {
  let next = performance.now() + quietPause
  return {
    at(progress) {
      if (performance.now() < next) return
      next = performance.now() + quietPause
      const { total: all, found = 0 } = progress
      const total = all !== null ? ` of ${all}` : found > 0 ? ` (${found} found so far)` : ''
      say(`${label} ${finished(progress)}${total} ${failuresOf(progress)}`.trimEnd())
    },
    stop: () => {},
  }
}

function finished(progress: Parameters<Progress['at']>[0]): number {
  const { before, done, skipped, failed, unknown } = progress
  return before + done + skipped + failed + unknown
}

function failuresOf({ failed, unknown }: Parameters<Progress['at']>[0]): string {
  return failed + unknown > 0 ? `(${failed + unknown} failed)` : ''
}

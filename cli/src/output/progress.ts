import { Presets, SingleBar } from 'cli-progress'
import type { JobProgress } from 'wallabag-sdk'
import { putAroundWords, say } from './streams.js'

/** Shows how far something has come, on standard error. */
export interface Progress {
  /** It has come so far. */
  at(
    progress: Pick<JobProgress, 'before' | 'done' | 'skipped' | 'failed' | 'unknown' | 'total'> &
      Partial<Pick<JobProgress, 'found'>>,
  ): void
  /** It is over. */
  stop(): void
}

/** A progress that nobody sees. */
export const hidden: Progress = { at: () => {}, stop: () => {} }

const quietPause = 10_000

/**
 * A bar on a terminal; elsewhere a line every ten seconds, so that logs stay short.
 *
 * @param label - What goes on.
 * @param total - How many items there are, for a job that cannot know.
 */
export function showProgress(label: string, total: number | null): Progress {
  const shown = process.stderr.isTTY === true ? bar(label) : lines(label)
  return { ...shown, at: (progress) => shown.at({ ...progress, total: progress.total ?? total }) }
}

function bar(label: string): Progress {
  const single = new SingleBar(
    {
      format: `${label} {bar} {value}/{total} {failures}`,
      // Beside it stand a word and some numbers.
      barsize: Math.min(40, Math.max(8, (process.stderr.columns ?? 80) - 36)),
      hideCursor: true,
      clearOnComplete: false,
      gracefulExit: false,
      // What is said meanwhile takes its line.
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
        // A second Ctrl-C ends it at once, and would leave the terminal without a cursor.
        process.once('exit', stop)
      }
      started = true
      single.update(finished(progress), { failures })
    },
    stop,
  }
}

const clearLine = '\r\u001b[K'
/** Where the bar goes back to when it stops: after what was said meanwhile, and not over it. */
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

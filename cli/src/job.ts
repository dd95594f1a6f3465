import {
  isWallabagError,
  type Job,
  type JobOptions,
  type JobOutcome,
  type JobReport,
} from 'wallabag-sdk'
import { CliError, exit, exitCodeOf } from './exit.js'
import { interruptible } from './interrupt.js'
import { messageOf } from './output/error.js'
import { hidden, showProgress } from './output/progress.js'
import { goOnWithoutReader, print, say } from './output/streams.js'
import { cleanLine, plural } from './output/text.js'

/** How a job is displayed. */
export interface JobDisplay<Input> {
  /** The label of the progress, such as “Archiving”. */
  readonly label: string
  /** The number of items, if the job cannot know it. */
  readonly total?: number
  /** Describes an item in a failure message. */
  readonly name: (input: Input) => string
  /** Returns the line to print for an outcome, or `null` for none. */
  readonly line?: (outcome: JobOutcome<Input>) => string | null
  /** The sentence that says how to continue after an interruption. */
  readonly resume: string
  /** Shows only failures. */
  readonly isQuiet?: boolean
  /**
   * Returns why the job cannot continue after an error, for example because the disk is full, and
   * `null` for other errors.
   */
  readonly endsBy?: (error: Error) => string | null
  /** Whether entries may have been deleted in the meantime. That is reported, but is no failure. */
  readonly mayBeGone?: boolean
}

/**
 * Runs a job with progress and failures on standard error, and sets the exit code.
 *
 * @param start - Starts the job with the given options.
 * @throws CliError if it was interrupted or could not continue.
 */
export async function runJob<Input>(
  start: (options: Pick<JobOptions<Input>, 'onProgress'>) => Job<Input>,
  display: JobDisplay<Input>,
): Promise<JobReport<Input>> {
  const { label, total = null, isQuiet = false } = display
  // A small job that is part of a larger one shows no progress bar, because many bars would fill
  // the screen.
  const isSmall = isQuiet && total !== null && total < worthABar
  const progress = isSmall ? hidden : showProgress(label, total)
  goOnWithoutReader()
  return interruptible(async (stop) => {
    const job = start({ onProgress: progress.at })
    const held: string[] = []
    let [planned, gone] = [0, 0]
    let end: string | null = null
    const isGone = ({ error }: JobOutcome<Input>) => display.mayBeGone && isMissing(error)
    try {
      for await (const outcome of job) {
        if (outcome.reason === 'dry-run') planned += 1
        if (isGone(outcome)) gone += 1
        const line = display.line?.(outcome) ?? null
        if (line !== null && isOneScreen()) held.push(line)
        else if (line !== null) print(line)
        end = outcome.error && (display.endsBy?.(outcome.error) ?? null)
        if (stop.requested || end !== null) break
      }
    } finally {
      progress.stop()
      for (const line of held) print(line)
    }
    const report = await job
    if (end !== null) {
      say(`${report.done} done before that.`)
      throw new CliError(end)
    }
    const failures = report.failures.filter((outcome) => !isGone(outcome))
    for (const { input, error } of failures.slice(0, shownFailures)) {
      say(`Failed: ${display.name(input)}: ${cleanLine(messageOf(error))}`)
    }
    const failed = report.failed - gone
    const more = failed + report.unknown - shownFailures
    if (more > 0) say(`… and ${more} more.`)
    if (planned > 0) say(`${planned} to do; nothing was changed.`)
    else if (!isQuiet) say(summary({ ...report, failed }))
    if (gone > 0) say(`${plural(gone, 'entry is', 'entries are')} not there any more.`)
    setExitCode({ ...report, failed, failures })
    if (stop.requested) throw new CliError(`Interrupted. ${display.resume}`, exit.interrupted)
    return report
  })
}

const worthABar = 50

function isMissing(error: Error | null): boolean {
  return isWallabagError(error) && error.code === 'not_found_entry'
}

/**
 * Whether standard output and the progress bar share a terminal, so that output would disturb the
 * bar.
 */
function isOneScreen(): boolean {
  return process.stdout.isTTY === true && process.stderr.isTTY === true
}

const shownFailures = 20

/** Summarises a job in one line. */
function summary({ done, skipped, failed, unknown, before }: Omit<AnyReport, 'failures'>): string {
  const parts = [`${done} done`]
  if (before > 0) parts.push(`${before} done by earlier runs`)
  if (skipped > 0) parts.push(`${skipped} skipped`)
  if (failed > 0) parts.push(`${failed} failed`)
  if (unknown > 0) parts.push(`${unknown} unknown`)
  return parts.join(', ')
}

/**
 * Sets the exit code for a job. If nothing was done because no answer came, it is the code for an
 * unreachable server.
 */
function setExitCode({ done, before, skipped, failed, unknown, failures }: AnyReport): void {
  // A later job must not hide that the server was unreachable.
  if (failed + unknown === 0 || process.exitCode === exit.unreachable) return
  const isDown = failures.every(({ error }) => exitCodeOf(error) === exit.unreachable)
  process.exitCode = isDown && done + before + skipped === 0 ? exit.unreachable : exit.failed
}

type AnyReport = Pick<
  JobReport<unknown>,
  'done' | 'before' | 'skipped' | 'failed' | 'unknown' | 'failures'
>

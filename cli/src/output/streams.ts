import { exit } from '../exit.js'
import { clean, wrapped } from './text.js'

/** Writes a line of data to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/**
 * Writes a message to standard error, because standard output is for data.
 *
 * @param line - The message, which may contain text from anywhere.
 * @param mark - Printed before the message unchanged, including its colours.
 */
export function say(line: string, mark = ''): void {
  const width = process.stderr.isTTY === true ? process.stderr.columns : Number.POSITIVE_INFINITY
  const words = wrapped(clean(line), width - (mark === '' ? 0 : 2))
  process.stderr.write(`${beforeWords}${mark}${words}\n${afterWords}`)
}

let beforeWords = ''
let afterWords = ''

/**
 * Sets control sequences that are written before and after each message while a progress bar is
 * shown.
 */
export function putAroundWords(before: string, after: string): void {
  beforeWords = before
  afterWords = after
}

/** Whether the user can be asked a question. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** The width of the terminal, or 80 if there is none. */
export function columns(): number {
  return process.stdout.columns ?? 80
}

let isAtWork = false

/**
 * Says that a change is in progress, which must not stop half done when the reader of the output
 * ends.
 */
export function goOnWithoutReader(): void {
  isAtWork = true
}

/**
 * Handles a closed or failing output. If the reader of a pipe ends, as with `| head`, the process
 * ends quietly; if the output cannot be written, for example on a full disk, it ends with an error.
 * A change in progress continues.
 */
export function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE' && process.exitCode === undefined) {
      say(`wallabag: the output cannot be written (${code}).`)
      process.exitCode = exit.failed
    }
    if (!isAtWork) process.exit()
  })
  // Messages that nobody can read are no reason to stop.
  process.stderr.on('error', () => {})
}

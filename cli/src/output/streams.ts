import { exit } from '../exit.js'
import { clean, wrapped } from './text.js'

/** Writes a line of data to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/**
 * Says something to the person: on standard error, so that data stays data.
 *
 * @param line - What to say; it may hold anybody's text.
 * @param mark - Goes before it as it is, colours included.
 */
export function say(line: string, mark = ''): void {
  const width = process.stderr.isTTY === true ? process.stderr.columns : Number.POSITIVE_INFINITY
  const words = wrapped(clean(line), width - (mark === '' ? 0 : 2))
  process.stderr.write(`${beforeWords}${mark}${words}\n${afterWords}`)
}

let beforeWords = ''
let afterWords = ''

/** Says what moves the cursor around words, while the last line of the screen shows something else. */
export function putAroundWords(before: string, after: string): void {
  beforeWords = before
  afterWords = after
}

/** Whether a person can be asked something. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** How many columns the terminal has; 80 where there is none. */
export function columns(): number {
  return process.stdout.columns ?? 80
}

let isAtWork = false

/** From here on a change is being made: it would stay half done if it ended with its reader. */
export function goOnWithoutReader(): void {
  isAtWork = true
}

/**
 * Ends quietly when the reader of a pipe has seen enough, as `| head` does, and with an error when the
 * output cannot be written, as on a full disk. A change goes on to its end.
 */
export function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE' && process.exitCode === undefined) {
      say(`wallabag: the output cannot be written (${code}).`)
      process.exitCode = exit.failed
    }
    if (!isAtWork) process.exit()
  })
  // Words that reach nobody are no reason to stop.
  process.stderr.on('error', () => {})
}

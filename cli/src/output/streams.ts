import { clean } from './text.js'

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
  process.stderr.write(`${mark}${clean(line)}\n`)
}

/** Whether a person can be asked something. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** How many columns the terminal has; 80 where there is none. */
export function columns(): number {
  return process.stdout.columns ?? 80
}

/** Ends quietly when the reader of a pipe has seen enough, as `| head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

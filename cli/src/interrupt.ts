import { CliError, exit } from './exit.js'
import { say } from './output/streams.js'

/** Tells whether the user asked for an end. */
export interface Interruption {
  readonly requested: boolean
}

/** Ends a long task between its steps when the user has asked for an end. */
export function endIfRequested(stop: Interruption): void {
  if (!stop.requested) return
  throw new CliError('Interrupted. Run the same command again to continue.', exit.interrupted)
}

/** Ctrl-C, the shutdown of the system, and a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a long task. The first Ctrl-C lets it finish the running requests, the second ends the
 * process at once.
 *
 * @param task - Checks `requested` between its steps.
 */
export async function interruptible<T>(task: (stop: Interruption) => Promise<T>): Promise<T> {
  const stop = { requested: false }
  const onSignal = () => {
    if (stop.requested) process.exit(exit.interrupted)
    stop.requested = true
    say('\nFinishing the running requests. Press Ctrl-C again to end at once.')
  }
  for (const signal of signals) process.on(signal, onSignal)
  try {
    return await task(stop)
  } finally {
    // After a request to end, the handlers stay: a second signal must still lead to the exit code
    // for an interruption.
    if (!stop.requested) for (const signal of signals) process.off(signal, onSignal)
  }
}

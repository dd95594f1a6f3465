import { exit } from './exit.js'
import { say } from './output/streams.js'

/** Whether the person wants an end. */
export interface Interruption {
  readonly requested: boolean
}

/** Ctrl-C, what a system sends before it goes down, and a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs something long: the first Ctrl-C lets it finish what is in flight, the second ends it at once.
 *
 * @param task - Looks at `requested` between its steps.
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
    // Once asked for, the end comes by its own code, however soon the second signal follows.
    if (!stop.requested) for (const signal of signals) process.off(signal, onSignal)
  }
}

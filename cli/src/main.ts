import { CommanderError } from 'commander'
import { remedyFor } from './account/paths.js'
import { exit, exitCodeOf } from './exit.js'
import { messageOf } from './output/error.js'
import { say, watchOutput } from './output/streams.js'
import { createProgram } from './program.js'

/** Runs the command line; the exit code says how it ended. */
export async function main(argv: readonly string[]): Promise<void> {
  watchOutput()
  const program = createProgram()
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has said what is wrong already; help and versions are no failures.
      process.exitCode = error.exitCode === 0 ? exit.done : exit.usage
      return
    }
    say(`wallabag: ${remedyFor(error) ?? messageOf(error)}`)
    process.exitCode = exitCodeOf(error)
  }
}

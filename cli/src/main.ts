import { CommanderError } from 'commander'
import { remedyFor } from './account/paths.js'
import { exit, exitCodeOf } from './exit.js'
import { messageOf } from './output/error.js'
import { say, watchOutput } from './output/streams.js'
import { createProgram } from './program.js'

/** Runs the command line and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  watchOutput()
  const program = createProgram()
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already printed what is wrong; help and version are no failures.
      process.exitCode = error.exitCode === 0 ? exit.done : exit.usage
      return
    }
    say(`wallabag: ${remedyFor(error) ?? messageOf(error)}`)
    process.exitCode = exitCodeOf(error)
  }
}

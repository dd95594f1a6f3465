import type { Command } from 'commander'
import type { Diagnosis } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { exit } from '../exit.js'
import { print, say } from '../output/streams.js'
import { red } from '../output/style.js'
import { json } from '../output/text.js'

/** Adds `doctor`. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('find out what is wrong with the address, the server or the account')
    .option('--json', 'a JSON object')
    .addHelpText('after', '\nExample:\n  wallabag doctor --profile work')
    .action((_: unknown, command: Command) => doctor(command.optsWithGlobals()))
}

/** A token of a former run would hide that the password is wrong by now. */
const signInAnew = true

async function doctor(options: CommonOptions & { json?: true }): Promise<void> {
  await withClient(
    options,
    async (wallabag) => {
      const diagnosis = await wallabag.diagnose()
      if (options.json) print(json(diagnosis, 2))
      else tellFindings(diagnosis)
      if (diagnosis.ok)
        say(`${wallabag.url}: Wallabag ${diagnosis.version}, ${diagnosis.user}: all well.`)
      else process.exitCode = exit.failed
    },
    signInAnew,
  )
}

/** Says what is wrong and what to do about it. */
export function tellFindings({ findings }: Diagnosis): void {
  for (const { severity, message, remedy } of findings) {
    const mark = severity === 'problem' ? '✗' : '!'
    say(`${message}\n  ${remedy}`, `${red(mark, process.stderr)} `)
  }
}

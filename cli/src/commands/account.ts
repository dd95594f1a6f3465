import type { Command } from 'commander'
import { profileStore } from 'wallabag-sdk/node'
import { type CommonOptions, clientOf, usualProfile, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { print, say } from '../output/streams.js'
import { cleanLine, json } from '../output/text.js'

/** Adds `logout` and `whoami`. */
export function addAccountCommands(program: Command): void {
  program
    .command('logout')
    .description('delete a profile and its tokens')
    .addHelpText('after', logoutHelp)
    .action((_: unknown, command: Command) => logout(command.optsWithGlobals()))
  program
    .command('whoami')
    .description('show who is logged in where')
    .option('--json', 'a JSON object')
    .addHelpText('after', '\nExample:\n  wallabag whoami --profile work')
    .action((_: unknown, command: Command) => whoami(command.optsWithGlobals()))
}

async function logout({ profile: name = usualProfile }: CommonOptions): Promise<void> {
  const profiles = profileStore()
  const profile = await profiles.get(name)
  if (!profile) throw new CliError(`There is no profile “${name}”.`, exit.usage)
  await clientOf(profile).auth.signOut()
  await profiles.delete(name)
  say(
    `Forgot the profile “${name}” and its tokens. The server keeps the API client until you delete it there.`,
  )
}

async function whoami(options: CommonOptions & { json?: true }): Promise<void> {
  await withClient(options, async (wallabag) => {
    const [{ username, name, email }, { version }] = await Promise.all([
      wallabag.user.get(),
      wallabag.server.info(),
    ])
    const { url } = wallabag
    if (options.json) return print(json({ username, name, email, url, version }, 2))
    print(cleanLine(`${username} <${email}> on ${url} (Wallabag ${version})`))
  })
}

const logoutHelp = `
Examples:
  wallabag logout
  wallabag logout --profile work`

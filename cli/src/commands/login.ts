import type { Command } from 'commander'
import { Wallabag } from 'wallabag-sdk'
import { type Profile, profileStore } from 'wallabag-sdk/node'
import { type CommonOptions, clientOf, usualProfile, variables } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { askChoice, askSecret, askText } from '../output/ask.js'
import { canAsk, say } from '../output/streams.js'
import { tellFindings } from './doctor.js'

/** Adds `login`. */
export function addLoginCommand(program: Command): void {
  program
    .command('login')
    .description('log in to a server, and remember it')
    .argument('[url]', 'the address of the server')
    .addHelpText('after', help)
    .action((url: string | undefined, _: unknown, command: Command) =>
      login(url, command.optsWithGlobals()),
    )
}

async function login(
  givenUrl: string | undefined,
  { profile: name = usualProfile }: CommonOptions,
) {
  const url = givenUrl ?? (await answer('url', () => askText('Address of the server', 'https://…')))
  const username = await answer('username', () => askText('User name'))
  const password = await answer('password', () => askSecret('Password'))
  const client = await askClient(url, username, password)
  const profile = { url, username, password, ...client }
  await check(profile)
  const profiles = profileStore()
  await profiles.set(name, profile)
  say(`Kept as the profile “${name}” in ${profiles.file}, which only you can read.`)
}

/** What the environment says, or else the person. */
async function answer(field: keyof Profile, ask: () => Promise<string>): Promise<string> {
  const given = process.env[variables[field]]
  if (given) return given
  if (canAsk()) return ask()
  throw new CliError(
    `There is no terminal to ask on. Set ${Object.values(variables).join(', ')}.`,
    exit.usage,
  )
}

type Client = Pick<Profile, 'clientId' | 'clientSecret'>

async function askClient(url: string, username: string, password: string): Promise<Client> {
  const isGiven = Boolean(process.env[variables.clientId])
  const choice = isGiven || !canAsk() ? 'have' : await askChoice('API client', clientChoices)
  if (choice === 'have') {
    const clientId = await answer('clientId', () => askText('Client id'))
    const clientSecret = await answer('clientSecret', () => askSecret('Client secret'))
    return { clientId, clientSecret }
  }
  // Nothing is signed in yet, and making a client needs no token.
  const wallabag = new Wallabag({ url, auth: { getAccessToken: notYet } })
  const made = await wallabag.server.createApiClient({ username, password, name: 'wallabag-cli' })
  say(`Made the API client “${made.name}”.`)
  return { clientId: made.clientId, clientSecret: made.clientSecret }
}

const clientChoices = [
  { value: 'make', label: 'make one for me' },
  { value: 'have', label: 'I have one (in Wallabag: API clients management)' },
] as const

function notYet(): never {
  throw new CliError('Not logged in yet.', exit.signIn)
}

async function check(profile: Profile): Promise<void> {
  const signInAnew = true
  const wallabag = clientOf(profile, signInAnew)
  try {
    const diagnosis = await wallabag.diagnose()
    tellFindings(diagnosis)
    if (!diagnosis.ok) throw new CliError('Nothing was kept.', exit.signIn)
    say(`Logged in as ${diagnosis.user} on ${wallabag.url} (Wallabag ${diagnosis.version}).`)
  } finally {
    await wallabag.close()
  }
}

const help = `
What the environment says is not asked: ${Object.values(variables).join(', ')}.
With all of them set, no login is needed at all. Secrets are never taken from the command line, where
other users and the history of the shell would see them.

Examples:
  wallabag login
  wallabag login https://read.example.org --profile work`

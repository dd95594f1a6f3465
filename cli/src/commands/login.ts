import type { Command } from 'commander'
import { isWallabagError, Wallabag } from 'wallabag-sdk'
import { type Profile, profileStore } from 'wallabag-sdk/node'
import { type CommonOptions, clientOf, usualProfile, variables } from '../account/connect.js'
import { checkPlaces, checkProfileFolder } from '../account/paths.js'
import { useProxy } from '../account/proxy.js'
import { CliError, exit, exitCodeOf } from '../exit.js'
import { askChoice, askSecret, askText } from '../output/ask.js'
import { messageOf } from '../output/error.js'
import { canAsk, say } from '../output/streams.js'
import { tellFindings } from './doctor.js'

export function addLoginCommand(program: Command): void {
  program
    .command('login')
    .description('log in to a server, and store the login')
    .argument('[url]', 'the address of the server')
    .addHelpText('after', help)
    .action((url: string | undefined, _: unknown, command: Command) =>
      login(url, command.optsWithGlobals()),
    )
}

async function login(
  givenUrl: string | undefined,
  { profile: name = usualProfile }: CommonOptions,
): Promise<void> {
  await checkPlaces()
  await checkProfileFolder()
  await useProxy()
  const url = await askServer(givenUrl)
  const profile = await askAccount(url)
  await check(profile)
  await profileStore().set(name, profile)
  say(`Saved as the profile “${name}” in ${profileStore().file}, which only you can read.`)
}

/**
 * Asks for the address of the server until it is valid, and tries it before anything else is asked.
 */
async function askServer(given: string | undefined): Promise<string> {
  for (let url = given; ; url = undefined) {
    const asked = url ?? (await answer('url', () => askText('Address of the server', 'https://…')))
    try {
      await visitor(asked).server.info()
      return asked
    } catch (error) {
      if (!canAsk() || (url === undefined && process.env[variables.url])) throw error
      say(messageOf(error))
    }
  }
}

const mostTries = 3

/**
 * Asks for the user name, the password and the API client. If the server refuses the sign-in, user
 * name and password are both asked again, because the server does not say which is wrong.
 */
async function askAccount(url: string): Promise<Profile> {
  let username = ''
  let client: Client | null = null
  for (let tries = 1; ; tries++) {
    const before = username
    username = await answer('username', () => askText('User name', '', before))
    if (username !== before) client = await knownClient(url, username)
    const password = await answer('password', () => askSecret('Password'))
    try {
      client ??= await askClient(url, username, password)
      const profile = { url, username, password, ...client }
      await clientOf(profile, true).user.get()
      return profile
    } catch (error) {
      const isWrong = isWallabagError(error) && error.code === 'bad_credentials'
      // `check` reports any other problem, with what to do about it.
      if (!isWrong && client) return { url, username, password, ...client }
      const isGiven = process.env[variables.username] && process.env[variables.password]
      const isAsked = canAsk() && !isGiven && tries < mostTries
      if (!isAsked || exitCodeOf(error) === exit.interrupted) throw error
      say(isWrong ? `The server does not accept ${username} with this password.` : messageOf(error))
    }
  }
}

/**
 * Returns the API client of another profile with the same account, because otherwise each login
 * would leave another client on the server.
 */
async function knownClient(url: string, username: string): Promise<Client | null> {
  if (process.env[variables.clientId]) return null
  const store = profileStore()
  for (const name of await store.names()) {
    const profile = await store.get(name)
    if (profile?.url === url && profile.username === username) {
      say(`Using the API client of the profile “${name}”.`)
      return { clientId: profile.clientId, clientSecret: profile.clientSecret }
    }
  }
  return null
}

/** Returns the value from the environment, or asks for it. */
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
  const account = { username, password, name: 'wallabag-cli' }
  const made = await visitor(url).server.createApiClient(account)
  say(`Created the API client “${made.name}”.`)
  return { clientId: made.clientId, clientSecret: made.clientSecret }
}

const clientChoices = [
  { value: 'make', label: 'make one for me' },
  { value: 'have', label: 'I have one (in Wallabag: API clients management)' },
] as const

/**
 * Creates a client that is not signed in. Reading the version of a server and creating an API
 * client need no token.
 */
function visitor(url: string): Wallabag {
  return new Wallabag({ url, auth: { getAccessToken: notYet } })
}

function notYet(): never {
  throw new CliError('Not logged in yet.', exit.signIn)
}

async function check(profile: Profile): Promise<void> {
  const signInAnew = true
  const wallabag = clientOf(profile, signInAnew)
  try {
    const diagnosis = await wallabag.diagnose()
    tellFindings(diagnosis, wallabag.url)
    if (!diagnosis.ok) throw new CliError('Nothing was stored.', exit.signIn)
    say(`Logged in as ${diagnosis.user} on ${wallabag.url} (Wallabag ${diagnosis.version}).`)
  } finally {
    await wallabag.close()
  }
}

const help = `
Values in these environment variables are not asked for:
${Object.values(variables)
  .map((name) => `  ${name}`)
  .join('\n')}
With all of them set, no login is needed at all. Secrets are never taken from
the command line, where other users and the history of the shell would see them.

Examples:
  wallabag login
  wallabag login https://read.example.org --profile work`

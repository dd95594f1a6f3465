import { type InvalidItem, Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { fileTokenStore, type Profile, profileStore } from 'wallabag-sdk/node'
import { CliError, exit, exitCodeOf } from '../exit.js'
import { say } from '../output/streams.js'
import { version } from '../version.js'
import { checkPlaces } from './paths.js'
import { useProxy } from './proxy.js'

/** The options of every command. */
export interface CommonOptions {
  /** The name of the profile to use. */
  readonly profile?: string
}

/** The name of the profile if none is given. */
export const usualProfile = 'default'

/** The environment variables that replace a profile, by field. */
export const variables: Readonly<Record<keyof Profile, string>> = {
  url: 'WALLABAG_URL',
  username: 'WALLABAG_USERNAME',
  password: 'WALLABAG_PASSWORD',
  clientId: 'WALLABAG_CLIENT_ID',
  clientSecret: 'WALLABAG_CLIENT_SECRET',
}

/**
 * Creates a client from a profile.
 *
 * @param profile - The profile.
 * @param isFresh - Whether to sign in again instead of using stored tokens.
 */
export function clientOf(profile: Profile, isFresh = false): Wallabag {
  const { url, ...auth } = profile
  return new Wallabag({ ...usualOptions(isFresh), url, auth })
}

/**
 * Creates a client from the profile that the command names, otherwise from the environment,
 * otherwise from the default profile.
 *
 * @throws CliError if there is none.
 */
async function connect({ profile: name }: CommonOptions, isFresh: boolean): Promise<Wallabag> {
  if (name === undefined && process.env[variables.url]) {
    return Wallabag.fromEnv(usualOptions(isFresh))
  }
  const profile = await profileStore().get(name ?? usualProfile)
  if (profile) return clientOf(profile, isFresh)
  // Somebody who sets some of the variables needs to know which ones are missing.
  const isBegun = Object.values(variables).some((variable) => process.env[variable])
  if (name === undefined && isBegun) return Wallabag.fromEnv(usualOptions(isFresh))
  throw new CliError(await notLoggedIn(name), exit.signIn)
}

/**
 * Runs a task with a client, and closes the client afterwards.
 *
 * @param isFresh - Whether to sign in again instead of using stored tokens.
 */
export async function withClient<T>(
  options: CommonOptions,
  task: (wallabag: Wallabag) => Promise<T>,
  isFresh = false,
): Promise<T> {
  await checkPlaces()
  await useProxy()
  const wallabag = await connect(options, isFresh)
  try {
    return await task(wallabag)
  } catch (error) {
    if (exitCodeOf(error) === exit.unreachable) say(`The server is ${wallabag.url}.`)
    throw error
  } finally {
    await wallabag.close()
  }
}

function usualOptions(isFresh: boolean): Partial<WallabagOptions> {
  return {
    tokenStore: isFresh ? undefined : fileTokenStore(profileStore().tokenFolder),
    userAgent: `wallabag-cli/${version}`,
    onInvalid: tellInvalid,
    logger: { debug: () => {}, info: () => {}, warn: sayOnce, error: sayOnce },
  }
}

const saidOnce = new Set<string>()

/**
 * Shows a warning once. A folder that cannot be written would otherwise be reported at each step.
 */
function sayOnce(line: string): void {
  const isOfTokens = line.includes('token store')
  const what = isOfTokens ? 'token store' : line
  if (saidOnce.has(what)) return
  saidOnce.add(what)
  say(isOfTokens ? `${line}. Set XDG_CONFIG_HOME to a folder that can be written.` : line)
}

/** Reports an invalid item. It is missing from the list, and the list must not look complete. */
function tellInvalid({ id, from, issues }: InvalidItem): void {
  const [issue] = issues
  const why = issue ? `${issue.path}: expected ${issue.expected}` : 'unexpected'
  say(`Left out: item ${id ?? 'without an id'} of ${from} is malformed (${why}).`)
}

async function notLoggedIn(name: string | undefined): Promise<string> {
  const names = await profileStore().names()
  if (name !== undefined) {
    const known = names.length > 0 ? `There are: ${names.join(', ')}.` : 'There is none yet.'
    return `There is no profile “${name}”. ${known} Make it with: wallabag login --profile ${name}`
  }
  const others =
    names.length > 0 ? `\nOr, with --profile, name one of your profiles: ${names.join(', ')}.` : ''
  return `Not logged in. Run: wallabag login${others}`
}

import { type InvalidItem, Wallabag, type WallabagOptions } from 'wallabag-sdk'
import { fileTokenStore, type Profile, profileStore } from 'wallabag-sdk/node'
import { CliError, exit, exitCodeOf } from '../exit.js'
import { say } from '../output/streams.js'
import { version } from '../version.js'
import { checkPlaces } from './paths.js'
import { useProxy } from './proxy.js'

/** The options that every command has. */
export interface CommonOptions {
  /** The account to use. */
  readonly profile?: string
}

/** The name of the profile when none is given. */
export const usualProfile = 'default'

/** The variables that stand for a profile, by its fields. */
export const variables: Readonly<Record<keyof Profile, string>> = {
  url: 'WALLABAG_URL',
  username: 'WALLABAG_USERNAME',
  password: 'WALLABAG_PASSWORD',
  clientId: 'WALLABAG_CLIENT_ID',
  clientSecret: 'WALLABAG_CLIENT_SECRET',
}

/**
 * Makes a client of a profile.
 *
 * @param profile - The account.
 * @param isFresh - Whether to sign in anew, and not with the tokens of former runs.
 */
export function clientOf(profile: Profile, isFresh = false): Wallabag {
  const { url, ...auth } = profile
  return new Wallabag({ ...usualOptions(isFresh), url, auth })
}

/**
 * Makes a client of the profile that the command names, or else of the environment, or else of the
 * usual profile.
 *
 * @throws CliError when there is none.
 */
async function connect({ profile: name }: CommonOptions, isFresh: boolean): Promise<Wallabag> {
  if (name === undefined && process.env[variables.url]) {
    return Wallabag.fromEnv(usualOptions(isFresh))
  }
  const profile = await profileStore().get(name ?? usualProfile)
  if (profile) return clientOf(profile, isFresh)
  throw new CliError(await notLoggedIn(name), exit.signIn)
}

/**
 * Runs a task with a client, and waits for what the client still keeps.
 *
 * @param isFresh - Whether to sign in anew, and not with the tokens of former runs.
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

/** A place that cannot be written is met at each step, and told once. */
function sayOnce(line: string): void {
  const isOfTokens = line.includes('token store')
  const what = isOfTokens ? 'token store' : line
  if (saidOnce.has(what)) return
  saidOnce.add(what)
  say(isOfTokens ? `${line}. Set XDG_CONFIG_HOME to a folder that can be written.` : line)
}

/** What cannot be read is left out of a list, which must not look like the whole. */
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

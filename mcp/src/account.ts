import type { InvalidItem, Logger, Wallabag } from 'wallabag-sdk'
import { type Settings, StartError } from './settings.js'
import { version } from './version.js'

/** The name of the profile when none is given, as that of the command. */
const usualProfile = 'default'

/**
 * Makes a client of the profile that was named, or else of the environment, or else of the usual
 * profile; with the tokens that the command has, where there are any.
 *
 * @throws StartError when there is no login.
 */
export async function connect({ profile: name }: Settings, logger: Logger): Promise<Wallabag> {
  // Loaded when it is needed: a client asks a server what it offers long before it uses it.
  const { Wallabag } = await import('wallabag-sdk')
  const { fileTokenStore, profileStore } = await import('wallabag-sdk/node')
  const profiles = profileStore()
  const options = { ...usualOptions(logger), tokenStore: fileTokenStore(profiles.tokenFolder) }
  if (name === null && process.env['WALLABAG_URL']) return Wallabag.fromEnv(options)
  const profile = await profiles.get(name ?? usualProfile)
  if (profile) {
    const { url, ...auth } = profile
    return new Wallabag({ ...options, url, auth })
  }
  const wanted = name === null ? '' : ` There is no profile “${name}”.`
  throw new StartError(
    `Not logged in.${wanted} Run “npx wallabag-cli login${name === null ? '' : ` --profile ${name}`}” once, or set WALLABAG_URL, WALLABAG_CLIENT_ID, WALLABAG_CLIENT_SECRET, WALLABAG_USERNAME and WALLABAG_PASSWORD for this server.`,
  )
}

/** What each client is made with, whatever its login. */
export function usualOptions(logger: Logger) {
  return {
    userAgent: `wallabag-mcp/${version}`,
    logger,
    onInvalid: (item: InvalidItem) => logger.warn(leftOut(item)),
  }
}

/** What cannot be read is left out of a list, which must not look like the whole. */
function leftOut({ id, from, issues: [issue] }: InvalidItem): string {
  const why = issue ? `${issue.path}: expected ${issue.expected}` : 'unexpected'
  return `Left out: item ${id ?? 'without an id'} of ${from} is malformed (${why}).`
}

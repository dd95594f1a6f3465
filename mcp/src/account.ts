import type { InvalidItem, Logger, Wallabag } from 'wallabag-sdk'
import { type Settings, StartError } from './settings.js'
import { version } from './version.js'

/** The name of the profile if none is given, as in the command. */
const usualProfile = 'default'

/**
 * Creates a client from the profile in the settings, otherwise from the environment, otherwise from
 * the default profile. It shares the stored tokens with the command.
 *
 * @throws StartError if there is no login.
 */
export async function connect({ profile: name }: Settings, logger: Logger): Promise<Wallabag> {
  // The SDK is loaded only here, because a client lists the tools of a server long before it uses
  // one.
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

/** The options of every client. */
export function usualOptions(logger: Logger) {
  return {
    userAgent: `wallabag-mcp/${version}`,
    logger,
    onInvalid: (item: InvalidItem) => logger.warn(leftOut(item)),
  }
}

/**
 * The message about an invalid item. It is missing from the list, and the list must not look
 * complete.
 */
function leftOut({ id, from, issues: [issue] }: InvalidItem): string {
  const why = issue ? `${issue.path}: expected ${issue.expected}` : 'unexpected'
  return `Left out: item ${id ?? 'without an id'} of ${from} is malformed (${why}).`
}

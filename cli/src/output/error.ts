import { type ErrorCode, type Finding, isWallabagError, type WallabagError } from 'wallabag-sdk'
import { proxyVariables } from '../account/proxy.js'

const logInAgain = 'Log in again: wallabag login'

/** Advice for users of the command, for errors whose hint from the SDK names options of the SDK. */
const advice: Partial<Record<ErrorCode, string>> = {
  bad_credentials:
    'Check both with “wallabag login”; a two-factor code is not part of the password.',
  bad_client: 'Log in again with another API client: wallabag login',
  refresh_expired: logInAgain,
  token_revoked: logInAgain,
  signed_out: logInAgain,
  not_found_route:
    'Is the server too old for this, or is a folder missing from its address? “wallabag doctor” finds out.',
  not_wallabag:
    'Is the address that of Wallabag, or does something in front of it answer? “wallabag doctor” finds out.',
  php_message:
    'PHP prints its messages into the answers: set “display_errors = Off” in the server’s php.ini.',
  rate_limited: 'Wait a few minutes.',
  redirected: 'If that is your Wallabag, log in there: wallabag login ADDRESS',
  timeout: 'Is the server reachable and awake? Try again later.',
  unexpected_shape: 'Is this a supported version of Wallabag?',
}

/** Errors whose message begins with the SDK's name of the invalid value. */
const ofInput: readonly ErrorCode[] = ['invalid_option', 'invalid_input', 'invalid_filter']

/** Describes an error to a user of the command. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!isWallabagError(error)) return error.message
  if (error.code === 'not_found_entry') {
    const [, id] = /\/entries\/(\d+)/.exec(error.path ?? '') ?? []
    return `There is no ${id ? `entry ${id}` : 'such entry'}, or it belongs to another user.`
  }
  const what = withoutHint(error)
  const named = ofInput.includes(error.code) ? what.replace(/^[\w.]+: /, '') : what
  return [named, adviceOf(error), proxyWords(error)].filter(Boolean).join(' ')
}

/** Removes the hint from the end of a message. */
function withoutHint({ message, hint }: WallabagError): string {
  return hint !== null && message.endsWith(hint) ? message.slice(0, -hint.length).trim() : message
}

function adviceOf(error: WallabagError): string {
  const { code, hint } = error
  if (code === 'network' && isUnknownHost(error)) return 'Is the address spelt right?'
  const ours = code === 'network' ? undefined : advice[code]
  // A hint that names an option of the SDK does not help a user of the command.
  return ours ?? (hint === null || isAboutOptions.test(hint) ? '' : hint)
}

/** Matches code as the SDK's hints quote it: `url`, `entries.idOf(url)`, `validate: "off"`. */
const isAboutOptions = /`[a-z][\w.]*(\([^`]*\)|: [^`]*)?`/

/** The cause of a failed connection may be a proxy and not the server. */
function proxyWords({ code }: WallabagError): string {
  const named = code === 'network' || code === 'timeout' ? proxyVariables() : []
  return named.length > 0 ? `A proxy is set by ${named.join(', ')}.` : ''
}

/**
 * Whether the name of the host cannot be resolved, according to the error codes of the platform.
 */
function isUnknownHost(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && (at.code === 'ENOTFOUND' || at.code === 'EAI_AGAIN')) return true
  }
  return false
}

/** Advice for users of the command, for the findings of `diagnose`. */
const remedies: Partial<Record<Finding['code'], string>> = {
  host_not_found: 'Check the spelling of the address.',
  no_answer: 'Is it up, and does a firewall block it?',
  php_messages: 'Set “display_errors = Off” in the server’s php.ini; its log tells more.',
  rate_limited: 'Wait a few minutes.',
  refresh_token_dead: logInAgain,
  sign_on_page: 'Let /api and /oauth through without a login (docs/proxies.md).',
  signed_out: logInAgain,
  token_refused: logInAgain,
  wrong_client: 'Make another API client in Wallabag, or let “wallabag login” make one.',
  wrong_password: 'A two-factor code is not part of the password. Log in again: wallabag login',
}

const look = 'Open the address in a browser to see what answers there.'

/** Returns what to do about a finding. */
export function remedyOf({ code, url, remedy }: Finding): string {
  if (url !== null) return `Log in there: wallabag login ${url}`
  return remedies[code] ?? (isAboutOptions.test(remedy) ? look : remedy)
}

/** Where a redirect leads. */
export interface RedirectTarget {
  /** The URL to go on with, or `null` where the platform hides it. */
  readonly url: string | null
  /** Whether it stays on this server and is no login page. */
  readonly safe: boolean
  /** The target as a person may see it: without query and fragment, which can carry secrets. */
  readonly shown: string | null
  /** What to do about it. */
  readonly hint: string
}

const hidden: RedirectTarget = {
  url: null,
  safe: false,
  shown: null,
  hint: 'Open `url` in a browser to see where it leads, and set `url` to that.',
}
const toLogin =
  'A login page stands before Wallabag: let `/api` and `/oauth` pass without it (docs/proxies.md).'
const bySlash =
  'It only adds or takes a slash at the end: a rewrite rule before Wallabag does that, not Wallabag.'
const elsewhere =
  'A single sign-on or a moved server is the usual cause (docs/proxies.md); nothing secret was sent along.'

/** Anything longer or encoded may be what was sent, encoded once more than can be recognised. */
const readable = /^[\w./-]{0,80}$/

/**
 * Reads a redirect off an answer; `null` when it is none.
 *
 * @param from - The URL that was asked.
 * @param path - Its part below the instance's root.
 */
export function redirectTarget(
  response: Response,
  from: string,
  path: string,
): RedirectTarget | null {
  // A browser shows nothing of a redirect that it does not follow itself.
  if (response.type === 'opaqueredirect') return hidden
  if (![301, 302, 303, 307, 308].includes(response.status)) return null
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, from)) return hidden
  const target = new URL(location, from)
  const login = /\/login\/?$/.test(target.pathname)
  return {
    url: target.href,
    safe: target.origin === new URL(from).origin && !login && target.username === '',
    shown: target.origin + (readable.test(target.pathname) ? target.pathname : '/…'),
    hint: login ? toLogin : hintFor(target, new URL(from), path),
  }
}

function hintFor(target: URL, from: URL, path: string): string {
  const same = target.origin === from.origin
  if (same && `${target.pathname}/`.replace('//', '/') === `${from.pathname}/`.replace('//', '/')) {
    return bySlash
  }
  if (!target.pathname.endsWith(`/${path}`)) return elsewhere
  // The same call in another place: the server itself has moved, or wants https.
  const root = target.origin + target.pathname.slice(0, -path.length - 1)
  return `Set \`url\` to “${root}”; nothing secret was sent there.`
}

import { parseUrl } from '../values/article-url.js'

/** Where a redirect leads. */
export interface RedirectTarget {
  /** The URL to follow if it is on this server and is not a login page, otherwise `null`. */
  readonly safeUrl: string | null
  /** The target without query and fragment, which can contain secrets. */
  readonly shown: string | null
  /** The new root of the server, if the same call leads there. It can contain what was sent. */
  readonly movedTo: string | null
  /** Whether only a trailing slash differs. */
  readonly isSlash: boolean
  /** What to do about it, if the server has not moved. */
  readonly hint: string
}

/** A redirect whose target is hidden by the platform or missing. */
export const hiddenRedirect: RedirectTarget = {
  safeUrl: null,
  shown: null,
  movedTo: null,
  isSlash: false,
  hint: 'Open `url` in a browser to see where it leads, and set `url` to that.',
}
const toLogin =
  'There is a login page in front of Wallabag: let `/api` and `/oauth` through without it (docs/proxies.md).'
const bySlash =
  'It only adds or removes a trailing slash: look for a rewrite rule in the web server.'
const elsewhere =
  'Usually this is a single sign-on, or the server has moved (docs/proxies.md); no secret was sent.'

/**
 * A longer or encoded path may contain something that was sent, encoded once more and so not
 * recognised.
 */
const readable = /^[\w./-]{0,80}$/

/**
 * Reads a redirect from an answer, or returns `null` if it is not one.
 *
 * @param from - The URL of the request.
 * @param path - The part of it below the instance's root.
 */
export function redirectTarget(
  response: { readonly status: number; readonly headers: Headers },
  from: string,
  path: string,
): RedirectTarget | null {
  // A browser hides a redirect that it does not follow itself.
  if (response.status === 0) return hiddenRedirect
  if (![301, 302, 303, 307, 308].includes(response.status)) return null
  const location = response.headers.get('location')
  const target = location === null ? null : parseUrl(location, from)
  // A target such as `javascript:` has no host to name.
  if (!target?.host) return hiddenRedirect
  const asked = new URL(from)
  const login = /\/login\/?$/.test(target.pathname)
  const same = withSlash(target) === withSlash(asked)
  const slash = same && target.pathname !== asked.pathname
  const safe = target.origin === asked.origin && !login && target.username === ''
  return {
    safeUrl: safe ? target.href : null,
    shown: target.origin + (readable.test(target.pathname) ? target.pathname : '/…'),
    movedTo: login || same ? null : rootOf(target, path),
    isSlash: slash,
    hint: login ? toLogin : slash ? bySlash : elsewhere,
  }
}

/**
 * The root of the server that the same call leads to, if the server has moved or requires https.
 */
function rootOf(target: URL, path: string): string | null {
  const pathname = target.pathname.replace(/\/$/, '')
  const folder = pathname.slice(0, -path.length - 1)
  if (!pathname.endsWith(`/${path}`) || !readable.test(folder)) return null
  return target.origin + folder
}

function withSlash({ origin, pathname }: URL): string {
  return origin + `${pathname}/`.replace('//', '/')
}

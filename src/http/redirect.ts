import { parseUrl } from '../values/article-url.js'

/** Where a redirect leads. */
export interface RedirectTarget {
  /** The URL to go on with, when it stays on this server and is no login page; `null` else. */
  readonly safeUrl: string | null
  /** The target as a person may see it: without query and fragment, which can carry secrets. */
  readonly shown: string | null
  /** Where the server has moved to, when the same call leads there; it can contain what was sent. */
  readonly movedTo: string | null
  /** Whether it leads to the same place with a slash more or less at the end. */
  readonly isSlash: boolean
  /** What to do about it, when the server has not moved. */
  readonly hint: string
}

/** One that the platform hides, or that says nothing. */
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

/** Anything longer or encoded may be what was sent, encoded once more than can be recognised. */
const readable = /^[\w./-]{0,80}$/

/**
 * Reads a redirect from an answer; `null` if it is not one.
 *
 * @param from - The URL that was asked.
 * @param path - Its part below the instance's root.
 */
export function redirectTarget(
  response: { readonly status: number; readonly headers: Headers },
  from: string,
  path: string,
): RedirectTarget | null {
  // A browser shows nothing of a redirect that it does not follow itself.
  if (response.status === 0) return hiddenRedirect
  if (![301, 302, 303, 307, 308].includes(response.status)) return null
  const location = response.headers.get('location')
  const target = location === null ? null : parseUrl(location, from)
  if (!target) return hiddenRedirect
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

/** The root of the server where the same call leads to: it has moved, or wants https. */
function rootOf(target: URL, path: string): string | null {
  const pathname = target.pathname.replace(/\/$/, '')
  const folder = pathname.slice(0, -path.length - 1)
  if (!pathname.endsWith(`/${path}`) || !readable.test(folder)) return null
  return target.origin + folder
}

function withSlash({ origin, pathname }: URL): string {
  return origin + `${pathname}/`.replace('//', '/')
}

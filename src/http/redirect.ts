/** Where a redirect leads. */
export interface RedirectTarget {
  /** The URL to go on with, or `null` where the platform hides it. */
  readonly url: string | null
  /** Whether it stays on this server and is no login page. */
  readonly safe: boolean
  /** The target as a person may see it: without query and fragment, which can carry secrets. */
  readonly shown: string | null
}

/** Reads a redirect off an answer; `null` when it is none. */
export function redirectTarget(response: Response, from: string): RedirectTarget | null {
  // A browser shows nothing of a redirect that it does not follow itself.
  if (response.type === 'opaqueredirect') return { url: null, safe: false, shown: null }
  const { status } = response
  if (![301, 302, 303, 307, 308].includes(status)) return null
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, from)) {
    return { url: null, safe: false, shown: null }
  }
  const target = new URL(location, from)
  const login = /\/login\/?$/.test(target.pathname)
  return {
    url: target.href,
    safe: target.origin === new URL(from).origin && !login && target.username === '',
    shown: target.origin + target.pathname,
  }
}

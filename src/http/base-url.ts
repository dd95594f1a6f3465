import { describeSecret, InputError } from '../errors/index.js'
import { parseUrl } from '../values/article-url.js'

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i
/**
 * What people paste from their address bar after the root of the instance: pages of Wallabag and
 * paths of its API. Only whole paths match, because a sub-folder may have the same name as the
 * first part of one.
 */
const pasted = new RegExp(
  `/(?:${[
    'login|logout|register|config|view/\\d+',
    '(?:unread|all|starred|archive|untagged|annotated)/list(?:/\\d+)?',
    'developer(?:/client/(?:create|delete/\\d+)|/howto/first-app)?',
    'api(?:/(?:doc|version|info|user|config|search|tags|entries(?:/\\d+)?))?(?:\\.json)?',
    'oauth(?:/v2(?:/token)?)?',
  ].join('|')})/*$`,
)
const loopback = /^(?:localhost|[^.]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether others can read what is sent to a URL: it is plain http to another machine. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !loopback.test(hostname)
}

/**
 * The root of a Wallabag instance, without a trailing slash. Accepts what people write: with or
 * without a scheme (then https, or http for this machine), with a sub-folder, a trailing slash, or
 * a pasted `/login` or `/api`.
 */
export function parseBaseUrl(given: unknown): string {
  if (typeof given !== 'string' || given.trim() === '') {
    throw refuse(`expected the address of a Wallabag server, received ${describeSecret(given)}.`)
  }
  const text = given.trim()
  const shown = describeSecret(text)
  if (scheme.test(text) && !/^https?:/i.test(text)) {
    throw refuse(`expected an http or https address, received ${shown}.`)
  }
  const whole = scheme.test(text) ? text : `https://${text}`
  const parsed = parseUrl(whole)
  if (!parsed) throw refuse(`${shown} is not a URL.`)
  if (parsed.username !== '' || parsed.password !== '') {
    throw refuse(
      `a user name or password inside the URL would end up in logs; received ${shown}.`,
      'For a proxy that asks for basic authentication, see docs/proxies.md.',
    )
  }
  if (!scheme.test(text) && loopback.test(parsed.hostname)) parsed.protocol = 'http:'
  return parsed.origin + parsed.pathname.replace(pasted, '').replace(/(?<!\/)\/+$/, '')
}

function refuse(message: string, hint = 'Write it like “https://read.example.org/wallabag”.') {
  return new InputError('invalid_option', `url: ${message}`, hint)
}

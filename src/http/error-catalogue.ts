import type { ErrorCode } from '../errors/index.js'
import type { ErrorBody } from './error-body.js'
import type { NetworkCause } from './failure.js'
import { factsOf, type Operation } from './operation-facts.js'

/** What an answer that is no success means. */
export function codeOfAnswer(operation: Operation, status: number, body: ErrorBody): ErrorCode {
  if (status === 401) return body.oauthError === 'invalid_grant' ? 'token_revoked' : 'forbidden'
  if (status === 403 || status === 407) return 'forbidden'
  if (status === 404 && !body.isNotFound) return 'not_wallabag'
  if (status === 404) return factsOf(operation).notFound ?? 'not_found_route'
  if (status === 405) return 'not_found_route'
  if (status === 413 || status === 414 || status === 431) return 'too_large'
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'server_error' : 'refused_by_server'
}

const hints: Partial<Record<ErrorCode, string>> = {
  not_found_entry: 'There is no such entry, or it belongs to another user.',
  not_found_tag:
    'There is no such tag or no such entry; list the tags to see their ids and labels.',
  not_found_annotation: 'There is no such annotation, or it belongs to another user.',
  not_found_page: 'The list ends before this page.',
  not_found_route:
    'This server does not know the address: is it older than the call needs, or is a sub-folder missing from `url`?',
  not_wallabag:
    'Is `url` the root of the Wallabag server, and does a login page or a proxy stand before it?',
  php_message:
    'PHP prints its messages into the answers: set `display_errors = Off` in the php.ini of the server.',
  unexpected_shape:
    'Is this a Wallabag server of a version that this package knows? `validate: "off"` lets through what can still be read.',
  not_json: 'The answer was cut off or changed on its way; a proxy is the usual cause.',
  forbidden: 'The entry may belong to another user, or a proxy before the server refused the call.',
  rate_limited: 'Call less often, or lower `limits`.',
  server_error: 'The server failed; try later and look into its log.',
  too_large: 'Send less in one call, or raise the limit of the web server before Wallabag.',
  token_revoked: 'The API client may have been deleted in Wallabag; sign in again.',
  refused_by_server: 'The server takes the call for wrong; what it said, if anything, tells why.',
}

/** What to do about an error that is the same wherever it comes from. */
export function hintFor(code: ErrorCode): string | undefined {
  return hints[code]
}

/** What to do about an answer that is no success. */
export function hintForAnswer(
  code: ErrorCode,
  status: number,
  body: ErrorBody,
): string | undefined {
  if (status === 401 && body.oauthError === 'access_denied') {
    return 'The token did not reach Wallabag: a proxy or Apache drops the `Authorization` header (docs/proxies.md).'
  }
  if (code === 'forbidden' && (status === 401 || status === 407)) {
    return 'A proxy before Wallabag asks for a login of its own (docs/proxies.md).'
  }
  if (status === 502 || status === 503 || status === 504) {
    return 'The proxy is there, but Wallabag behind it is down, restarting or too slow; try later.'
  }
  return hintFor(code)
}

const networkHints: Readonly<Record<NetworkCause, string>> = {
  bad_port:
    'The platform refuses this port, which is another service’s by custom: let the server listen at another.',
  refused: 'Nothing listens there: is the server running, and are host and port right?',
  no_host: 'The host name could not be found: is `url` spelt right?',
  no_name_server:
    'The host name could not be looked up: does the name server answer, and is `url` spelt right?',
  no_https: 'The server does not speak https there: is the port right, or is it plain http?',
  certificate: 'The certificate was not accepted; for one of your own set NODE_EXTRA_CA_CERTS.',
  handshake:
    'The server refused the handshake of https: does it, or the proxy before it, know this host name?',
  proxy:
    'The proxy that the connection goes through refused it: does it ask for a login, or know the host?',
  closed:
    'The connection was closed before it stood: does the server speak https there, and does a firewall let you in?',
  damaged: 'The answer came damaged; a proxy that compresses it is the usual cause.',
  other: 'Is the server reachable from here? It may have been restarting; try later.',
}

/** What to do about a connection that failed. */
export function hintForNetwork(cause: NetworkCause): string {
  return networkHints[cause]
}

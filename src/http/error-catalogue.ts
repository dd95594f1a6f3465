// The error code and the hint for an answer or a failed connection.
import type { ErrorCode } from '../errors/index.js'
import type { ErrorBody } from './error-body.js'
import type { NetworkCause } from './failure.js'
import { factsOf, type Operation } from './operation-facts.js'

/** The error code for an answer with an error status. */
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

/** The hints for error codes whose cause is always the same. */
export const hints: Partial<Record<ErrorCode, string>> = {
  not_found_entry: 'There is no such entry, or it belongs to another user.',
  not_found_tag:
    'There is no such tag or no such entry; list the tags to see their ids and labels.',
  not_found_annotation: 'There is no such annotation, or it belongs to another user.',
  not_found_page: 'The list ends before this page.',
  not_found_route:
    'The server has no such route: is it too old for this call, or is a sub-folder missing from `url`?',
  not_wallabag:
    'Is `url` the root of the Wallabag server, and is there a login page or a proxy in front of it?',
  php_message:
    'PHP prints its messages into the answers: set `display_errors = Off` in the server’s php.ini.',
  unexpected_shape:
    'Is this a supported version of Wallabag? `validate: "off"` lets through what can still be read.',
  not_json: 'The answer was cut off or changed on the way, usually by a proxy.',
  forbidden:
    'The entry may belong to another user, or a proxy in front of the server refused the call.',
  rate_limited: 'Call less often, or lower `limits`.',
  server_error: 'Try again later, or check the server’s log.',
  too_large: 'Send less per call, or raise the web server’s limit.',
  token_revoked: 'The API client may have been deleted in Wallabag; sign in again.',
  refused_by_server: 'The server rejected the request; its message, if any, says why.',
}

/** The hint for an answer with an error status. */
export function hintForAnswer(
  code: ErrorCode,
  status: number,
  body: ErrorBody,
): string | undefined {
  if (status === 401 && body.oauthError === 'access_denied') {
    return 'The token did not reach Wallabag: a proxy or Apache drops the `Authorization` header (docs/proxies.md).'
  }
  if (code === 'forbidden' && (status === 401 || status === 407)) {
    return 'A proxy in front of Wallabag asks for its own login (docs/proxies.md).'
  }
  if (status === 502 || status === 503 || status === 504) {
    return 'The proxy answers, but Wallabag behind it is down, restarting or too slow; try again later.'
  }
  return hints[code]
}

/** The hint for a failed connection. */
export const networkHints: Readonly<Record<NetworkCause, string>> = {
  bad_port:
    'The platform’s fetch blocks this port, which belongs to another service; the server needs another port.',
  refused: 'Is the server running, and are the host and port right?',
  no_host: 'The host name could not be found: is `url` spelt right?',
  no_name_server:
    'The host name could not be looked up: does the name server answer, and is `url` spelt right?',
  no_https: 'The server does not speak https there: is the port right, or is it plain http?',
  certificate:
    'The certificate was rejected: is it for this host, and still valid? For a CA of your own set NODE_EXTRA_CA_CERTS.',
  handshake:
    'The TLS handshake failed: does the server, or the proxy in front of it, know this host name, or want a client certificate?',
  proxy: 'A proxy refused the connection: does it need a login, or block this host?',
  closed:
    'The connection was closed before it was established: does the server speak https there, and does a firewall block it?',
  damaged:
    'The answer is damaged or not HTTP: is the port right, is it https, or does a proxy change the answer?',
  other: 'Is the server reachable from here? It may be restarting; try again later.',
}

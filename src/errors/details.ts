import type { ErrorDetails, WallabagError } from './wallabag-error.js'

/** What an error says of its request, for the error that is wrapped around it. */
export function detailsOf(cause: WallabagError): ErrorDetails {
  return {
    status: cause.status ?? undefined,
    method: cause.method ?? undefined,
    path: cause.path ?? undefined,
    serverMessage: cause.serverMessage ?? undefined,
    attempts: cause.attempts,
    retryAfter: cause.retryAfter ?? undefined,
    cause,
  }
}

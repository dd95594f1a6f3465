import type { PageLoader } from '../content/pages.js'
import { HttpError } from '../http/http-error.js'
import type { Answer, ApiRequest, Request } from '../http/message.js'
import { toInt } from '../php/values.js'
import type { Entry } from '../state/rows.js'
import type { State } from '../state/state.js'

/** The parts of the server that routes use. */
export interface Server {
  state: State
  /** Fetches the pages of entries. */
  pages: PageLoader
  /** The path of the installation, empty at the root of its host. */
  basePath: string
}

/** A route that needs a token. */
export type ApiHandler = (server: Server, request: ApiRequest) => Answer | Promise<Answer>

/** A route without a token. */
export type PublicHandler = (server: Server, request: Request) => Answer | Promise<Answer>

/** The handler of a route, and whether it needs a token. */
export type Handler =
  | { needsToken: true; run: ApiHandler }
  | { needsToken: false; run: PublicHandler }

/** The id in a path, converted as Doctrine does before the query. No row has the id 0. */
export function idIn(request: Request, name: string): number {
  return toInt(request.route.get(name))
}

/**
 * The entry in the path.
 *
 * @throws HttpError 404 if it does not exist; if it belongs to another user, 403 on 2.6.14 and 404
 * on 2.7.0-dev
 */
export function ownEntry(server: Server, request: ApiRequest): Entry {
  const entry = anyEntry(server, request)
  if (entry.user !== request.user.id) throw foreign(server.state)
  return entry
}

/** The entry in the path, regardless of its owner. */
export function anyEntry(server: Server, request: ApiRequest): Entry {
  const entry = server.state.library.entries.get(idIn(request, 'entry'))
  if (entry === undefined) throw new HttpError(404)
  return entry
}

/** The error for something that belongs to another user. */
export function foreign(state: State): HttpError {
  return new HttpError(state.isDev ? 404 : 403)
}

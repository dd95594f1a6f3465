import { Exchange } from './exchange.js'
import type { Authorizer, TransportParts } from './parts.js'
import type { Answer, ApiRequest } from './request.js'
import type { Scope } from './scope.js'

/** Sends requests: gated, authorised, repeated by policy, with errors of one kind. */
export class Transport {
  readonly #parts: TransportParts

  constructor(parts: TransportParts) {
    this.#parts = parts
  }

  /**
   * Sends a request until it is answered or it makes no sense to go on.
   *
   * @throws WallabagError for everything that is not an answer which the operation understands.
   */
  send(request: ApiRequest, scope: Scope, authorizer: Authorizer | null): Promise<Answer> {
    return new Exchange(this.#parts, request, scope, authorizer).run()
  }
}

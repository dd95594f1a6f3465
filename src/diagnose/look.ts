import { isWallabagError, type WallabagError } from '../errors/index.js'
import { readErrorBody } from '../http/error-body.js'
import { isRecord, parseJson } from '../http/json.js'
import type { Answer } from '../http/request.js'
import type { Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'

/** What answers under an address. */
export type Look =
  | { readonly kind: 'wallabag'; readonly version: string; readonly date: string | null }
  | { readonly kind: 'other'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: WallabagError }

/** Every answer is of interest here, redirects and those that a browser hides (status 0) included. */
const anyStatus = Array.from({ length: 600 }, (_, status) => status)

/**
 * Looks for a Wallabag under an address, by its two public endpoints and without a token.
 *
 * @param root - The address, on the same origin as the client's own.
 */
export async function look(api: Api, root: string, scope: Scope): Promise<Look> {
  try {
    const answer = await ask(api, 'getInfo', 'api/info', root, scope)
    const version = versionIn(answer)
    if (version !== null) return { kind: 'wallabag', version, date: answer.headers.get('date') }
    const isOlder = answer.status === 404 && readErrorBody(answer.text).kind === 'wallabag'
    return isOlder ? await lookForOlder(api, root, scope, answer) : { kind: 'other', answer }
  } catch (error) {
    if (!isWallabagError(error) || error.code === 'aborted') throw error
    return { kind: 'failed', error }
  }
}

/** `/api/info` came with 2.4.0. */
async function lookForOlder(api: Api, root: string, scope: Scope, first: Answer): Promise<Look> {
  const answer = await ask(api, 'getVersion', 'api/version', root, scope)
  const version = parseJson(answer.text)
  return answer.status === 200 && typeof version === 'string'
    ? { kind: 'wallabag', version, date: answer.headers.get('date') }
    : { kind: 'other', answer: first }
}

function ask(
  api: Api,
  operation: 'getInfo' | 'getVersion',
  path: string,
  root: string,
  scope: Scope,
): Promise<Answer> {
  const request = { operation, method: 'GET', path, root, auth: 'none' } as const
  return api.send({ ...request, understands: anyStatus }, scope)
}

function versionIn({ status, text }: Answer): string | null {
  const info = parseJson(text)
  const version = status === 200 && isRecord(info) ? info['version'] : null
  return typeof version === 'string' ? version : null
}

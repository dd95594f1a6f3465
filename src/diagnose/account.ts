import { type ErrorCode, isWallabagError, type WallabagError } from '../errors/index.js'
import type { Scope } from '../http/scope.js'
import { getUser } from '../operations/account.js'
import type { Api } from '../operations/api.js'
import { type Finding, type FindingCode, problem, saidBy } from './finding.js'
import { findingOfFailure } from './server.js'

/** Signs in as the client does, and asks who it is. */
export async function checkAccount(
  api: Api,
  scope: Scope,
): Promise<{ user: string | null; finding: Finding | null }> {
  try {
    const { value } = await getUser(api, scope)
    return { user: value.username, finding: null }
  } catch (error) {
    if (!isWallabagError(error) || error.code === 'aborted') throw error
    return { user: null, finding: findingOfRefusal(error, api.baseUrl) }
  }
}

const codes: Partial<Record<ErrorCode, FindingCode>> = {
  bad_client: 'wrong_client',
  bad_credentials: 'wrong_password',
  refresh_expired: 'refresh_token_dead',
  signed_out: 'signed_out',
  token_revoked: 'token_refused',
  redirected: 'sign_on_page',
  not_wallabag: 'sign_on_page',
  rate_limited: 'rate_limited',
  server_error: 'server_down',
}

function findingOfRefusal(error: WallabagError, url: string): Finding {
  if (error.code === 'network' || error.code === 'timeout') return findingOfFailure(error, url)
  const remedy = error.hint ?? 'Try again, and look into the log of the server.'
  return problem(codes[error.code] ?? codeOfForbidden(error), saidBy(error), remedy)
}

/** A 401 in Wallabag's own words says that it saw no token; in other words it is a proxy's (§3.3). */
function codeOfForbidden({ code, status, serverMessage }: WallabagError): FindingCode {
  if (code !== 'forbidden') return 'sign_in_failed'
  if (status !== 401) return 'proxy_refuses'
  return serverMessage?.includes('OAuth2') ? 'token_not_seen' : 'proxy_login'
}

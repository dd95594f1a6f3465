import { isLoopback } from '../http/base-url.js'
import type { Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import { checkAccount } from './account.js'
import { findElsewhere } from './elsewhere.js'
import { type Diagnosis, type Finding, warning } from './finding.js'
import { type Look, look } from './look.js'
import { findingOfAnswer, findingOfFailure, findingOfPlace } from './server.js'

/** Below it HTTP's whole seconds and a slow answer look the same; sign-ins live for an hour. */
const mostClockDifference = 60_000

/**
 * Looks for what keeps a client from its server: from the network to the account, until something is
 * so wrong that the rest cannot be seen. It reads, and signs in as any call would.
 */
export async function diagnose(api: Api, scope: Scope): Promise<Diagnosis> {
  const url = api.baseUrl
  const seen = await look(api, url, scope)
  if (seen.kind !== 'wallabag') {
    return { ok: false, version: null, user: null, findings: [await explain(seen, api, scope)] }
  }
  const { user, finding } = await checkAccount(api, scope)
  const findings = [finding, plainHttp(url), clock(seen.date)].filter((found) => found !== null)
  const ok = findings.every(({ severity }) => severity === 'warning')
  return { ok, version: seen.version, user, findings }
}

async function explain(
  seen: Exclude<Look, { kind: 'wallabag' }>,
  api: Api,
  scope: Scope,
): Promise<Finding> {
  if (seen.kind === 'failed') return findingOfFailure(seen.error, api.baseUrl)
  const finding = findingOfAnswer(seen.answer, api.baseUrl)
  return finding ?? findingOfPlace(api.baseUrl, await findElsewhere(api, scope))
}

function plainHttp(url: string): Finding | null {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return null
  return warning(
    'plain_http',
    'Password and tokens travel readable for everybody on the way.',
    'Use https.',
  )
}

/** The server's clock, where its answer shows it, against our own. */
function clock(date: string | null): Finding | null {
  const difference = Math.abs(Date.parse(date ?? '') - Date.now())
  if (!(difference > mostClockDifference)) return null
  return warning(
    'clock_off',
    `The clocks of the server and of this machine are ${Math.round(difference / 60_000)} minutes apart.`,
    'Set the one that is wrong, best by NTP: tokens kept from former runs are judged by them.',
  )
}

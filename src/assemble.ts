import { Api } from './api/api.js'
import { Context, type Saving } from './api/context.js'
import { ServerVersion } from './api/version-gate.js'
import { hideSecrets } from './auth/credentials.js'
import { LockedStore } from './auth/locked-store.js'
import { Renewer } from './auth/renewer.js'
import { SuppliedToken } from './auth/supplied-token.js'
import { TokenManager } from './auth/token-manager.js'
import { InputError } from './errors/index.js'
import { isExposed, parseBaseUrl } from './http/base-url.js'
import { ErrorConverter } from './http/error-maker.js'
import { ownHeaders } from './http/headers.js'
import { isGate, Limiter } from './http/limiter.js'
import { Observer } from './http/observer.js'
import { Redactor } from './http/redact.js'
import type { RequestOptions } from './http/scope.js'
import { createSend } from './http/transport.js'
import { checkClientOptions, type WallabagOptions } from './options.js'

const defaultTimeout = 30_000
const defaultTotalTimeout = 300_000
const defaultSettleTime = 60_000

/** Creates the parts of a client. */
export function assemble(options: WallabagOptions): Context {
  checkClientOptions(options)
  const { auth, limits = {}, retry = {}, tokenStore: store = new Map() } = options
  const baseUrl = parseBaseUrl(options.url)
  const observer = new Observer(options, options.logger)
  checkInsecure(baseUrl, options, observer)
  const redactor = new Redactor()
  hideSecrets(auth, redactor)
  const convert = new ErrorConverter(redactor)
  const send = createSend({
    fetch: options.fetch,
    baseUrl,
    observer,
    convert,
    headers: ownHeaders(options.headers, options.userAgent, redactor),
    gate: isGate(limits) ? limits : new Limiter(limits),
    repeats: { limit: retry.limit ?? 3, maxRetryAfter: retry.maxRetryAfter ?? 60 },
    timeout: options.timeout ?? defaultTimeout,
  })
  const kept = new LockedStore({ store, convert, redactor, observer })
  const signIn =
    'getAccessToken' in auth
      ? new SuppliedToken(auth, redactor, convert)
      : new TokenManager(new Renewer({ auth, kept, send, baseUrl, redactor }), kept, options)
  const api = new Api({
    baseUrl,
    send,
    authorizer: signIn,
    convert,
    mode: options.validate ?? 'lenient',
    onInvalid: options.onInvalid,
  })
  const defaults: RequestOptions = {
    signal: options.signal,
    timeout: undefined,
    totalTimeout: options.totalTimeout ?? defaultTotalTimeout,
  }
  const saving: Saving = {
    settleTime: options.saveSettleTime ?? defaultSettleTime,
    normalizeUrl: options.normalizeUrl,
    running: new Map(),
  }
  const version = new ServerVersion(api)
  return new Context({ api, signIn, version, saving, logger: observer.logger }, defaults)
}

function checkInsecure(baseUrl: string, options: WallabagOptions, observer: Observer): void {
  if (!isExposed(baseUrl)) return
  const what = 'url: over plain http anyone on the way can read the password and the tokens'
  if (options.allowInsecure === false) {
    throw new InputError('invalid_option', `${what}.`, 'Use https.')
  }
  // With `allowInsecure: true` the caller knows.
  if (options.allowInsecure) return
  if (observer.logger) observer.logger.warn(`${what}; use https.`)
  else warnAloud(`${what}; use https, or set \`allowInsecure\`.`)
}

/** Warns if there is no logger. A browser warns by itself. */
function warnAloud(message: string): void {
  const runtime: { process?: { emitWarning?: (message: string, name: string) => void } } =
    globalThis
  runtime.process?.emitWarning?.(message, 'WallabagWarning')
}

import { Api } from './api/api.js'
import { Context, type Saving } from './api/context.js'
import { ServerVersion } from './api/version-gate.js'
import type { SignIn } from './auth/auth.js'
import { hideSecrets } from './auth/credentials.js'
import { LockedStore } from './auth/locked-store.js'
import { Renewer } from './auth/renewer.js'
import { SuppliedToken } from './auth/supplied-token.js'
import { TokenManager } from './auth/token-manager.js'
import { InputError } from './errors/index.js'
import { isLoopback, parseBaseUrl } from './http/base-url.js'
import { ErrorConverter } from './http/error-maker.js'
import { ownHeaders } from './http/headers.js'
import { isGate, Limiter } from './http/limiter.js'
import { Observer } from './http/observer.js'
import { Redactor } from './http/redact.js'
import type { RequestOptions } from './http/scope.js'
import { Transport, type TransportParts } from './http/transport.js'
import { checkClientOptions, type WallabagOptions } from './options.js'

const usualTimeout = 30_000
const usualTotalTimeout = 300_000
const usualSettleTime = 60_000

/** Puts a client together. */
export function assemble(options: WallabagOptions): Context {
  checkClientOptions(options)
  const baseUrl = parseBaseUrl(options.url)
  const observer = new Observer(options, options.logger)
  checkInsecure(baseUrl, options, observer)
  const redactor = new Redactor()
  hideSecrets(options.auth, redactor)
  const convert = new ErrorConverter(redactor)
  const headers = ownHeaders(options.headers, options.userAgent, redactor)
  const transport = createTransport(options, { baseUrl, observer, convert, headers })
  const parts = { options, baseUrl, transport, observer, convert, redactor }
  const signIn = createSignIn(parts)
  const api = new Api({
    baseUrl,
    transport,
    authorizer: signIn,
    convert,
    mode: options.validate ?? 'lenient',
    onInvalid: options.onInvalid,
  })
  const defaults: RequestOptions = {
    signal: options.signal,
    timeout: undefined,
    totalTimeout: options.totalTimeout ?? usualTotalTimeout,
  }
  const saving: Saving = {
    settleTime: options.saveSettleTime ?? usualSettleTime,
    normalizeUrl: options.normalizeUrl,
    running: new Map(),
  }
  return new Context({ api, signIn, version: new ServerVersion(api), saving }, defaults)
}

function createTransport(
  options: WallabagOptions,
  parts: Pick<TransportParts, 'baseUrl' | 'observer' | 'convert' | 'headers'>,
): Transport {
  return new Transport({
    fetch: options.fetch,
    ...parts,
    gate: isGate(options.limits) ? options.limits : new Limiter(options.limits ?? {}),
    repeats: {
      limit: options.retry?.limit ?? 3,
      maxRetryAfter: options.retry?.maxRetryAfter ?? 60,
    },
    timeout: options.timeout ?? usualTimeout,
  })
}

function createSignIn(parts: {
  options: WallabagOptions
  baseUrl: string
  transport: Transport
  observer: Observer
  convert: ErrorConverter
  redactor: Redactor
}): SignIn {
  const { options, baseUrl, transport, observer, convert, redactor } = parts
  const { auth, tokenStore: store = new Map() } = options
  if ('getAccessToken' in auth) return new SuppliedToken(auth, redactor, convert)
  const kept = new LockedStore({ store, convert, redactor, observer })
  const renewer = new Renewer({ auth, kept, transport, baseUrl, redactor })
  return new TokenManager(renewer, kept, options)
}

function checkInsecure(baseUrl: string, options: WallabagOptions, observer: Observer): void {
  const { protocol, hostname } = new URL(baseUrl)
  if (protocol === 'https:' || isLoopback(hostname)) return
  const what = 'url: over plain http anyone on the way can read the password and the tokens'
  if (options.allowInsecure === false) {
    throw new InputError('invalid_option', `${what}.`, 'Use https.')
  }
  // Who allowed it knows.
  if (options.allowInsecure) return
  if (observer.logger) observer.logger.warn(`${what}; use https.`)
  else warnAloud(`${what}; use https, or set \`allowInsecure\`.`)
}

/** For what an owner without a logger should know all the same; a browser says so by itself. */
function warnAloud(message: string): void {
  const runtime: { process?: { emitWarning?: (message: string, name: string) => void } } =
    globalThis
  runtime.process?.emitWarning?.(message, 'WallabagWarning')
}

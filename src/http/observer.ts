import { type ApiRequest, nameOf } from './request.js'

/**
 * Runs a function of the caller. Ignores its errors, also those of a promise it returns, and calls
 * `threw`.
 */
export function ignoringErrors(run: () => unknown, threw: () => void): void {
  try {
    Promise.resolve(run()).catch(threw)
  } catch {
    threw()
  }
}

let prefix: string | undefined
let count = 0

/**
 * An id that is unique across processes and begins with the id of what it belongs to. The random
 * prefix of the process is drawn with the first id, because some runtimes have no random numbers
 * while a module loads.
 */
export function newId(partOf = ownPrefix()): string {
  count += 1
  return `${partOf}.${count}`
}

function ownPrefix(): string {
  const drawn = () => crypto.getRandomValues(new Uint16Array(3))
  prefix ??= drawn().reduce((text, number) => text + number.toString(36), '')
  return prefix
}

/**
 * An attempt, as hooks and `diagnostics_channel` see it. It never contains headers, query or body.
 */
export interface RequestEvent {
  /** The id of the call, the same for all its attempts. It begins with `partOf`. */
  readonly callId: string
  /**
   * The id of the method call, such as one of `entries.save`, that this request belongs to. In a
   * job, a list or a sync run it begins with the id that all its requests share.
   */
  readonly partOf: string
  /**
   * The operation, by its name in the OpenAPI description, such as `getEntry`; `customRead` or
   * `customWrite` for `wallabag.request`.
   */
  readonly operation: string
  /** The HTTP method. */
  readonly method: string
  /** The path below the instance's root, without its query. */
  readonly path: string
  /** The number of this attempt, from 1. */
  readonly attempt: number
}

/** The end of an attempt. */
export interface ResponseEvent extends RequestEvent {
  /** The HTTP status, or `null` if no answer came. */
  readonly status: number | null
  /** How long the attempt took, in milliseconds, not counting the wait for its turn. */
  readonly duration: number
}

/** A pause before another attempt. */
export interface RetryEvent extends RequestEvent {
  /** The code of the error that caused it. */
  readonly code: string
  /** How long the pause is, in milliseconds. */
  readonly delay: number
}

/** Callbacks for every attempt. If one throws, that is logged and otherwise ignored. */
export interface Hooks {
  /** Called before an attempt is sent. */
  onRequest?: ((event: RequestEvent) => unknown) | undefined
  /** Called when an attempt has ended, with or without an answer. */
  onResponse?: ((event: ResponseEvent) => unknown) | undefined
  /** Called before the pause that precedes another attempt. */
  onRetry?: ((event: RetryEvent) => unknown) | undefined
}

/** Where log lines go; `console` works. No line contains a secret. */
export interface Logger {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** A call, as passed to the observer. */
export interface ObservedCall {
  readonly request: ApiRequest
  readonly callId: string
  readonly partOf: string
  readonly attempt: number
}

/**
 * Tells hooks, the logger and Node's `diagnostics_channel` about attempts. It does nothing if none
 * of them listens.
 */
export class Observer {
  readonly logger: Logger | null
  readonly #hooks: Hooks
  readonly #channels: { start: Channel; end: Channel; retry: Channel } | undefined

  constructor(hooks: Hooks, logger: Logger | undefined) {
    this.#hooks = hooks
    this.logger = logger ? withoutErrors(logger) : null
    this.#channels = openChannels()
  }

  /** An attempt is about to be sent. */
  request(call: ObservedCall): void {
    const line = (name: string) => `→ ${name}`
    this.#tell(call, {}, 'debug', line, this.#hooks.onRequest, this.#channels?.start)
  }

  /** An attempt has ended. */
  response(call: ObservedCall, status: number | null, duration: number): void {
    const line = (name: string) =>
      `← ${name} ${status ?? 'no answer'} in ${Math.round(duration)} ms`
    const more = { status, duration }
    this.#tell(call, more, 'debug', line, this.#hooks.onResponse, this.#channels?.end)
  }

  /** Another attempt follows after a pause. */
  retry(call: ObservedCall, code: string, delay: number): void {
    const line = (name: string) => `${name}: ${code}, next attempt in ${Math.round(delay)} ms`
    const more = { code, delay }
    this.#tell(call, more, 'info', line, this.#hooks.onRetry, this.#channels?.retry)
  }

  #tell<More>(
    { request, callId, partOf, attempt }: ObservedCall,
    more: More,
    level: 'debug' | 'info',
    line: (name: string) => string,
    hook: ((event: RequestEvent & More) => unknown) | undefined,
    channel: Channel | undefined,
  ): void {
    if (!hook && !this.logger && !channel?.hasSubscribers) return
    const { operation, method } = request
    const path = `/${request.path}`
    const event = Object.freeze({ callId, partOf, operation, method, path, attempt, ...more })
    const which = ` (${operation}, attempt ${attempt}, call ${callId})`
    this.logger?.[level](line(nameOf(request)) + which)
    // The thrown value may contain anything, so only the fact is reported.
    const threw = () => this.logger?.warn(`A hook threw; the call continues${which}.`)
    if (hook) ignoringErrors(() => hook(event), threw)
    if (channel?.hasSubscribers) channel.publish(event)
  }
}

/** Wraps a logger so that its errors do not end the call. */
function withoutErrors(logger: Logger): Logger {
  const wrap = (level: keyof Logger) => (message: string) =>
    ignoringErrors(
      () => logger[level](message),
      () => {},
    )
  return { debug: wrap('debug'), info: wrap('info'), warn: wrap('warn'), error: wrap('error') }
}

function openChannels() {
  const module = diagnosticsChannel()
  return (
    module && {
      start: module.channel('wallabag:request:start'),
      end: module.channel('wallabag:request:end'),
      retry: module.channel('wallabag:request:retry'),
    }
  )
}

interface DiagnosticsChannel {
  channel(name: string): Channel
  subscribe(name: string, listener: (message: unknown) => void): void
}

interface BuiltinModules {
  getBuiltinModule?: (name: 'node:diagnostics_channel') => DiagnosticsChannel | undefined
}

/** Node's `diagnostics_channel`. Other platforms do not have it, so it must not be imported. */
export function diagnosticsChannel(): DiagnosticsChannel | undefined {
  const runtime: { process?: BuiltinModules } = globalThis
  return runtime.process?.getBuiltinModule?.('node:diagnostics_channel')
}

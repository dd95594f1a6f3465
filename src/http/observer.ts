import { type ApiRequest, nameOf } from './request.js'

/** Runs a function of the caller's, which may throw at once or, when it is asynchronous, later. */
export function harmlessly(run: () => unknown, threw: () => void): void {
  try {
    Promise.resolve(run()).catch(threw)
  } catch {
    threw()
  }
}

/** What the hooks and `diagnostics_channel` see of an attempt: never headers, query or body. */
export interface RequestEvent {
  /** The HTTP method. */
  readonly method: string
  /** The path below the instance's root, without its query. */
  readonly path: string
  /** Which attempt of the call this is, counted from 1. */
  readonly attempt: number
}

/** The end of an attempt. */
export interface ResponseEvent extends RequestEvent {
  /** The HTTP status, or `null` when no answer came. */
  readonly status: number | null
  /** How long the attempt took, in milliseconds, without the wait for its turn. */
  readonly duration: number
}

/** A pause before another attempt. */
export interface RetryEvent extends RequestEvent {
  /** The code of the error that led to it. */
  readonly code: string
  /** How long the pause is, in milliseconds. */
  readonly delay: number
}

/** Functions that are told of every attempt; what they throw is logged and otherwise ignored. */
export interface Hooks {
  /** Before an attempt is sent. */
  onRequest?: ((event: RequestEvent) => unknown) | undefined
  /** After an attempt has ended, with or without an answer. */
  onResponse?: ((event: ResponseEvent) => unknown) | undefined
  /** Before the pause that precedes another attempt. */
  onRetry?: ((event: RetryEvent) => unknown) | undefined
}

/** Where the SDK's log lines go: `console` fits. No line holds a secret. */
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

/** Tells hooks, the logger and Node's `diagnostics_channel` what happens; silent ones cost nothing. */
export class Observer {
  readonly logger: Logger | null
  readonly #hooks: Hooks
  readonly #channels: { start: Channel; end: Channel; retry: Channel } | null

  constructor(hooks: Hooks, logger: Logger | undefined) {
    this.#hooks = hooks
    this.logger = logger ? harmless(logger) : null
    this.#channels = openChannels()
  }

  /** An attempt is about to be sent. */
  request(request: ApiRequest, attempt: number): void {
    const line = () => `→ ${nameOf(request)} (attempt ${attempt})`
    this.#tell(request, { attempt }, 'debug', line, this.#hooks.onRequest, this.#channels?.start)
  }

  /** An attempt has ended. */
  response(request: ApiRequest, attempt: number, status: number | null, duration: number): void {
    const line = () => `← ${nameOf(request)} ${status ?? 'no answer'} in ${Math.round(duration)} ms`
    const more = { attempt, status, duration }
    this.#tell(request, more, 'debug', line, this.#hooks.onResponse, this.#channels?.end)
  }

  /** Another attempt follows after a pause. */
  retry(request: ApiRequest, attempt: number, code: string, delay: number): void {
    const line = () => `${nameOf(request)}: ${code}, next attempt in ${Math.round(delay)} ms`
    const more = { attempt, code, delay }
    this.#tell(request, more, 'info', line, this.#hooks.onRetry, this.#channels?.retry)
  }

  #tell<More>(
    { method, path }: ApiRequest,
    more: More,
    level: 'debug' | 'info',
    line: () => string,
    hook: ((event: Pick<RequestEvent, 'method' | 'path'> & More) => unknown) | undefined,
    channel: Channel | undefined,
  ): void {
    if (!hook && !this.logger && !channel?.hasSubscribers) return
    const event = Object.freeze({ method, path: `/${path}`, ...more })
    this.logger?.[level](line())
    // The thrown value may hold anything, so only the fact is told.
    const threw = () => this.logger?.warn('A hook threw; the call goes on.')
    if (hook) harmlessly(() => hook(event), threw)
    if (channel?.hasSubscribers) channel.publish(event)
  }
}

/** A logger whose own failures do not end the call that it was told of. */
function harmless(logger: Logger): Logger {
  const wrap = (level: keyof Logger) => (message: string) =>
    harmlessly(
      () => logger[level](message),
      () => {},
    )
  return { debug: wrap('debug'), info: wrap('info'), warn: wrap('warn'), error: wrap('error') }
}

interface BuiltinModules {
  getBuiltinModule?: (
    name: 'node:diagnostics_channel',
  ) => { channel(name: string): Channel } | undefined
}

/** `diagnostics_channel` is Node's alone, and must not be imported where it is not. */
function openChannels() {
  const runtime: { process?: BuiltinModules } = globalThis
  const module = runtime.process?.getBuiltinModule?.('node:diagnostics_channel')
  if (!module) return null
  return {
    start: module.channel('wallabag:request:start'),
    end: module.channel('wallabag:request:end'),
    retry: module.channel('wallabag:request:retry'),
  }
}

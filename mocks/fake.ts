import { type Pages, pageLoader } from './content/pages.js'
import { incomingFrom, networkError, responseFrom } from './faces/fetch.js'
import { type Listener, listenOn } from './faces/listen.js'
import { type MswHttp, mswHandlers } from './faces/msw.js'
import { followed } from './faces/redirects.js'
import { strike } from './faults/apply.js'
import { Background } from './faults/background.js'
import type { Delivery } from './faults/delivery.js'
import type { Fault, FaultHandle, FaultRule } from './faults/kinds.js'
import { Faults } from './faults/rules.js'
import type { IncomingRequest } from './http/message.js'
import { RequestLog } from './log.js'
import { createSeed, type Seed, type SeedClient, type SeedUser } from './seed/seed.js'
import type { SeedEntry } from './seed/seed-entry.js'
import { createServer } from './server.js'
import { type Behind, behind } from './state/behind.js'
import { type Clock, createClock } from './state/clock.js'
import { State, type Version } from './state/state.js'
import { type StateView, viewOf } from './state/view.js'

/** How a fake Wallabag is set up. Everything has a default. */
export interface FakeOptions {
  /** The server line; default `2.6.14`. */
  version?: Version | undefined
  /** Its address, a sub-path included; default `https://wallabag.test`. */
  url?: string | undefined
  /** Accounts beside the default one (`wallabag`, password `wallabag`). */
  users?: readonly SeedUser[] | undefined
  /** API clients beside the default one. */
  clients?: readonly SeedClient[] | undefined
  /** Entries that are there from the start. */
  entries?: readonly SeedEntry[] | undefined
  /** The server's clock; default one that follows `Date.now()` until it is set. */
  clock?: Clock | undefined
  /** Milliseconds until an answer, or a function of the request; default 0. */
  latency?: number | ((request: { method: string; path: string }) => number) | undefined
  /** The pages it can fetch; default a generated article at every http(s) URL. */
  pages?: Pages | undefined
  /** Seconds; default 3 600. */
  accessTokenLifetime?: number | undefined
  /** Seconds; default 1 209 600, 14 days. */
  refreshTokenLifetime?: number | undefined
  /** Whether `PUT /api/user` is open; default true. Real servers have it off. */
  registration?: boolean | undefined
  /** The server's time zone, such as `Europe/Paris`; default UTC. */
  timeZone?: string | undefined
}

/** What a client needs to sign in, in the form of the SDK's `auth` option. */
export interface FakeCredentials {
  clientId: string
  clientSecret: string
  username: string
  password: string
}

/** A fake Wallabag. */
export interface FakeWallabag {
  readonly url: string
  readonly version: Version
  /** Of the default user and client. */
  readonly credentials: FakeCredentials
  /** The same as the global `fetch`, but it ends at the fake. Another host fails as a network would. */
  readonly fetch: typeof globalThis.fetch
  /**
   * Handlers for msw 2 or 3.
   *
   * @param http msw's own `http`
   * @example setupServer(...fake.handlers(http))
   */
  handlers<RequestHandler>(http: MswHttp<RequestHandler>): RequestHandler[]
  /** Serves on 127.0.0.1; port 0 takes a free one. */
  listen(port?: number): Promise<Listener>
  /**
   * Sets a fault, in memory and on sockets.
   *
   * @example fake.fault({ method: 'POST', path: '/api/entries', nth: 1 }, 'timeout-done')
   */
  fault(rule: FaultRule, kind: Fault): FaultHandle
  /** Ends all faults. */
  clearFaults(): Promise<void>
  /** Waits for what the server still does after it has answered (`timeout-later`). */
  idle(): Promise<void>
  /** What the server holds. */
  readonly state: StateView
  /** Fills it. */
  readonly seed: Seed
  /** What happens to it without its API: rows that somebody edits, a backup that is put back. */
  readonly behind: Behind
  /** All requests so far, token calls included. */
  readonly requests: RequestLog
  readonly clock: Clock
  /** Whether `PUT /api/user` is open; can be switched at any time. */
  registration: boolean
}

/** When the accounts of the recorded servers were made, and the numbers of their clients. */
const INSTALLED = {
  '2.6.14': { at: Date.UTC(2026, 10, 22, 6, 24, 25) / 1000, client: 1 },
  '2.7.0-dev': { at: Date.UTC(2026, 10, 22, 6, 27, 3) / 1000, client: 2 },
}

/**
 * Makes a fake Wallabag server with one user and one API client.
 *
 * @example
 * const fake = createFakeWallabag()
 * const wallabag = new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch })
 */
export function createFakeWallabag(options: FakeOptions = {}): FakeWallabag {
  const { version = '2.6.14', clock = createClock() } = options
  const url = (options.url ?? 'https://wallabag.test').replace(/\/+$/, '')
  const { origin, pathname } = new URL(url)
  const basePath = pathname === '/' ? '' : pathname
  const state = new State(version, clock, {
    registration: options.registration ?? true,
    accessTokenLifetime: options.accessTokenLifetime ?? 3600,
    refreshTokenLifetime: options.refreshTokenLifetime ?? 1_209_600,
    timeZone: options.timeZone,
  })
  const seed = createSeed(state)
  const credentials = install(state, seed, options)
  const requests = new RequestLog()
  const faults = new Faults(basePath)
  const background = new Background()
  const handle = createServer({ state, basePath, pages: pageLoader(options.pages, clock.now) })

  async function serve(incoming: IncomingRequest, isReused = true): Promise<Delivery> {
    const entry = logged(incoming, clock.now())
    requests.push(entry)
    const proceed = () => handle(incoming, latencyOf(options, incoming))
    const fault = faults.strike(incoming.method, entry.path, isReused)
    const delivery: Delivery =
      fault === undefined
        ? { kind: 'answer', answer: await proceed() }
        : await strike(fault, { state, proceed, later: background.run }, incoming)
    if (delivery.kind === 'answer') entry.status = delivery.answer.status
    return delivery
  }

  async function answerRequest(request: Request): Promise<Response> {
    return responseFrom(await serve(await incomingFrom(request)), request.signal)
  }

  return {
    url,
    version,
    credentials,
    async fetch(input, init) {
      const request = new Request(input, init)
      const { signal, redirect } = request
      signal.throwIfAborted()
      const answerOne = async (incoming: IncomingRequest) => {
        if (incoming.origin !== origin) throw networkError('unknown')
        return responseFrom(await serve(incoming), signal)
      }
      const answer = incomingFrom(request).then((first) => followed(first, redirect, answerOne))
      return abortable(signal, answer)
    },
    handlers: (http) => mswHandlers(http, url, answerRequest),
    async listen(port = 0) {
      const listener = await listenOn(port, basePath, faults, serve)
      return {
        url: listener.url,
        async close() {
          background.stop()
          await listener.close()
        },
      }
    },
    fault: (rule, kind) => faults.add(rule, kind),
    clearFaults: () => faults.clear(),
    idle: () => background.idle(),
    state: viewOf(state),
    seed,
    behind: behind(state),
    requests,
    clock,
    get registration() {
      return state.registration
    },
    set registration(isOpen) {
      state.registration = isOpen
    },
  }
}

/** The account, the client and what the options add. */
function install(state: State, seed: Seed, options: FakeOptions): FakeCredentials {
  const { at, client: clientNumber } = INSTALLED[state.version]
  const user = state.accounts.addUser({
    username: 'wallabag',
    password: 'wallabag',
    email: 'wallabag@wallabag.io',
    createdAt: at,
  })
  const client = state.accounts.addClient({ id: clientNumber, name: 'fake', user: user.id })
  for (const given of options.users ?? []) seed.user(given)
  for (const given of options.clients ?? []) seed.client(given)
  for (const given of options.entries ?? []) seed.entry(given)
  const { username, password } = user
  return { clientId: client.clientId, clientSecret: client.secret, username, password }
}

function latencyOf({ latency = 0 }: FakeOptions, { method, target }: IncomingRequest): number {
  return typeof latency === 'number' ? latency : latency({ method, path: pathOf(target) })
}

function pathOf(target: string): string {
  return target.split('?')[0] ?? ''
}

function logged({ method, target, headers, body }: IncomingRequest, at: number) {
  return {
    method,
    path: pathOf(target),
    query: new URLSearchParams(target.split('?').slice(1).join('?')),
    headers: Object.fromEntries(headers),
    body: new TextDecoder().decode(body),
    status: 0,
    at,
  }
}

async function abortable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}

import { checkNames } from './check-names.js'
import { type Pages, pageLoader } from './content/pages.js'
import { type Listener, listenOn } from './faces/listen.js'
import { type MswHttp, mswHandlers } from './faces/msw.js'
import type { Fault, FaultHandle, FaultRule } from './faults/kinds.js'
import type { RequestLog } from './log.js'
import { createSeed, type Seed, type SeedClient, type SeedUser } from './seed/seed.js'
import type { SeedEntry } from './seed/seed-entry.js'
import { createServer } from './server.js'
import { type Latency, Service } from './service.js'
import { type Behind, behind } from './state/behind.js'
import { type Clock, createClock } from './state/clock.js'
import { State } from './state/state.js'
import type { Version } from './state/version.js'
import { type StateView, viewOf } from './state/view.js'

/** The options of a fake Wallabag. Everything has a default. */
export interface FakeOptions {
  /** The server version; default: `2.6.14`. */
  version?: Version | undefined
  /** Its address, with any sub-path; default: `https://wallabag.test`. */
  url?: string | undefined
  /** Accounts in addition to the default one (`wallabag`, password `wallabag`). */
  users?: readonly SeedUser[] | undefined
  /** API clients in addition to the default one. */
  clients?: readonly SeedClient[] | undefined
  /** Entries that exist from the start. */
  entries?: readonly SeedEntry[] | undefined
  /** The server's clock. The default one follows `Date.now()` until it is set. */
  clock?: Clock | undefined
  /** The delay of answers in milliseconds, or a function of the request; default: 0. */
  latency?: Latency | undefined
  /**
   * The pages that the server can fetch; default: a generated article at every http or https URL.
   */
  pages?: Pages | undefined
  /** Seconds; default: 3 600. */
  accessTokenLifetime?: number | undefined
  /** Seconds; default: 1 209 600, which is 14 days. */
  refreshTokenLifetime?: number | undefined
  /** Whether `PUT /api/user` is allowed; default: true. It is off on real servers. */
  registration?: boolean | undefined
  /** The server's time zone, such as `Europe/Paris`; default: UTC. */
  timeZone?: string | undefined
}

/** The login of a client, in the form of the SDK's `auth` option. */
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
  /** The credentials of the default user and client. */
  readonly credentials: FakeCredentials
  /** A `fetch` that is answered by the fake. Any other host fails like an unknown one. */
  readonly fetch: typeof globalThis.fetch
  /**
   * Handlers for msw 2 or 3.
   *
   * @param http msw's own `http`
   * @example setupServer(...fake.handlers(http))
   */
  handlers<RequestHandler>(http: MswHttp<RequestHandler>): RequestHandler[]
  /**
   * Serves on 127.0.0.1 until `close()`, which ends all connections.
   *
   * @param port Default 0, which takes a free one
   * @throws Error with code `EADDRINUSE` if the port is taken
   * @example const { url, close } = await fake.listen()
   */
  listen(port?: number): Promise<Listener>
  /**
   * Makes requests fail, in memory and on sockets.
   *
   * @throws Error for an unknown kind, rule or detail
   * @example fake.fault({ method: 'POST', path: '/api/entries', nth: 1 }, 'timeout-done')
   */
  fault(rule: FaultRule, kind: Fault): FaultHandle
  /** Removes all faults. */
  clearFaults(): Promise<void>
  /**
   * Returns to the initial state: the entries and accounts it was created with, no requests, no
   * faults. Requests that wait for a latency or a slow page are reset, and `timeout-later` does not
   * happen. Listeners, the address, the credentials, the clock and `registration` stay as they are.
   *
   * @example await fake.reset()
   */
  reset(): Promise<void>
  /** Waits for work that the server does after its answer (`timeout-later`). */
  idle(): Promise<void>
  /** The data of the server. */
  readonly state: StateView
  /** Adds data without requests. */
  readonly seed: Seed
  /** Changes without the API: edited rows, a restored backup. */
  readonly behind: Behind
  /** All requests so far, including token requests. */
  readonly requests: RequestLog
  readonly clock: Clock
  /** Whether `PUT /api/user` is allowed. It can be changed at any time. */
  registration: boolean
}

const optionNames: { readonly [Name in keyof Required<FakeOptions>]: true } = {
  version: true,
  url: true,
  users: true,
  clients: true,
  entries: true,
  clock: true,
  latency: true,
  pages: true,
  accessTokenLifetime: true,
  refreshTokenLifetime: true,
  registration: true,
  timeZone: true,
}

/** When the accounts of the recorded servers were created, and the ids of their clients. */
const INSTALLED = {
  '2.6.14': { at: Date.UTC(2026, 10, 22, 6, 24, 25) / 1000, client: 1 },
  '2.7.0-dev': { at: Date.UTC(2026, 10, 22, 6, 27, 3) / 1000, client: 2 },
}

/**
 * Creates a fake Wallabag server with one user and one API client.
 *
 * @throws Error for an unknown option or version
 * @example
 * const fake = createFakeWallabag()
 * const wallabag = new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch })
 */
export function createFakeWallabag(options: FakeOptions = {}): FakeWallabag {
  const { version = '2.6.14', clock = createClock() } = options
  checkNames('option of the fake', Object.keys(options), Object.keys(optionNames))
  checkNames('version of the fake', [version], Object.keys(INSTALLED))
  const url = (options.url ?? 'https://wallabag.test').replace(/\/+$/, '')
  const basePath = new URL(url).pathname.replace(/\/$/, '')
  const state = new State(version, clock, {
    registration: options.registration ?? true,
    accessTokenLifetime: options.accessTokenLifetime ?? 3600,
    refreshTokenLifetime: options.refreshTokenLifetime ?? 1_209_600,
    timeZone: options.timeZone,
  })
  const seed = createSeed(state)
  const credentials = install(state, seed, options)
  const server = { state, basePath, pages: pageLoader(options.pages, clock.now) }
  const service = new Service(state, createServer(server), new URL(url), options.latency ?? 0)
  return {
    url,
    version,
    credentials,
    fetch: service.fetch,
    handlers: (http) => mswHandlers(http, url, service.answer),
    listen: (port = 0) => listen(service, port, basePath),
    fault: (rule, kind) => service.faults.add(rule, kind),
    clearFaults: () => service.faults.clear(),
    async reset() {
      service.background.stop()
      service.requests.clear()
      state.reset()
      install(state, seed, options)
      await service.faults.clear()
    },
    idle: () => service.background.idle(),
    state: viewOf(state),
    seed,
    behind: behind(state),
    requests: service.requests,
    clock,
    get registration() {
      return state.registration
    },
    set registration(isOpen) {
      state.registration = isOpen
    },
  }
}

async function listen(service: Service, port: number, basePath: string): Promise<Listener> {
  const listener = await listenOn(port, basePath, service.faults, service.serve)
  return {
    url: listener.url,
    async close() {
      service.background.stop()
      await listener.close()
    },
  }
}

/** Adds the default account and client, and everything in the options. */
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

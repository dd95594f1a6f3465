import type { WallabagOptions } from 'wallabag-sdk'
import {
  createFakeWallabag,
  type FakeOptions,
  type FakeWallabag,
  type LoggedRequest,
} from 'wallabag-sdk/testing'
import { clientOf } from './library.js'

/** A fake server and a client, with helpers for tests of the sign-in. */
export function signInWorld(options: Partial<WallabagOptions> = {}, server: FakeOptions = {}) {
  const fake = createFakeWallabag(server)
  const connect = (more: Partial<WallabagOptions> = {}) => clientOf(fake, { ...options, ...more })
  return {
    fake,
    connect,
    wallabag: connect(),
    /** Returns credentials with a refresh token and no password. */
    async refreshOnly() {
      await connect({ tokenStore: new Map() }).auth.signIn()
      const { clientId, clientSecret } = fake.credentials
      return { clientId, clientSecret, refreshToken: fake.state.refreshTokens.at(-1)?.token ?? '' }
    },
    /** The requests to the token endpoint. */
    tokenCalls: () => fake.requests.filter(isTokenCall),
    /** The grant types of the requests to the token endpoint, in order. */
    grants: () => fake.requests.filter(isTokenCall).map(grantOf),
    /** How often the API has refused a token. */
    refusals: () => fake.requests.filter((request) => request.status === 401).length,
  }
}

/** Runs something several times at once. */
export function atOnce<T>(times: number, run: (index: number) => PromiseLike<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => run(index)))
}

/** An error of the token endpoint. */
export function refusal(error: string, description = 'no'): Response {
  return Response.json({ error, error_description: description }, { status: 400 })
}

/** A logger that stores its warnings. */
export function warningLog() {
  const warnings: string[] = []
  const silent = () => undefined
  const warn = (text: string) => void warnings.push(text)
  return { warnings, logger: { debug: silent, info: silent, error: silent, warn } }
}

/** A promise that a test resolves by calling `open`. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}

/** Delays the next request to a path until `open` is called. */
export function holdNext(fake: FakeWallabag, path: string) {
  const held = gate()
  fake.fault({ path, times: 1 }, async ({ proceed }) => {
    await held.opened
    return proceed()
  })
  return held
}

function isTokenCall({ path }: LoggedRequest): boolean {
  return path.endsWith('/oauth/v2/token')
}

function grantOf({ body }: LoggedRequest): string {
  return new URLSearchParams(body).get('grant_type') ?? ''
}

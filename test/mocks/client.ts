import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'

/** What a test looks at in an answer. */
export interface Answered {
  status: number
  headers: Headers
  text: string
  /** Undefined if it is no JSON. */
  json: unknown
}

/** A plain HTTP client for the fake, signed in. */
export interface TestClient {
  fake: FakeWallabag
  token: string
  call(line: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
}

/** Asks for a token with the password of a user. */
export async function signIn(
  fake: FakeWallabag,
  username = 'wallabag',
  password = 'wallabag',
): Promise<TestClient> {
  const credentials = { ...fake.credentials, username, password }
  const { access_token: token } = await passwordGrant(fake.url, credentials, fake.fetch)
  return {
    fake,
    token,
    call: (line, payload, headers) =>
      send(fake, line, payload, { Authorization: `Bearer ${token}`, ...headers }),
  }
}

/** A new fake and a client for it. */
export async function start(options?: FakeOptions): Promise<TestClient> {
  return signIn(createFakeWallabag(options))
}

/** Sends `METHOD /path`; objects as JSON, URLSearchParams as a form, texts and bytes as they are. */
export async function send(
  fake: FakeWallabag,
  line: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const [method = '', path = ''] = line.split(' ')
  const isPlain =
    typeof body === 'string' ||
    body instanceof URLSearchParams ||
    body instanceof FormData ||
    body instanceof Uint8Array
  const init: RequestInit = { method, headers: { ...headers }, redirect: 'manual' }
  if (isPlain) init.body = body instanceof Uint8Array ? new Uint8Array(body) : body
  else if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'Content-Type': 'application/json', ...headers }
  }
  const response = await fake.fetch(fake.url + path, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

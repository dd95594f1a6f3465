import { describeSecret, InputError, WallabagError } from '../errors/index.js'
import { isBrowser } from '../http/browser.js'
import type { Answer, ApiRequest } from '../http/request.js'
import type { Scope } from '../http/scope.js'
import { type ApiClient, apiClient } from '../models/api-client.js'
import type { Answered, Api } from '../operations/api.js'

/** Whose client is made, and how it is called. */
export interface NewApiClient {
  /** The login name of the account. */
  username: string
  /** The password of the account. */
  password: string
  /** A name to recognise the client by. */
  name: string
}

const byHand = 'Make the client by hand: log in, then “API clients management”.'

/**
 * Makes an API client by the web form, since the API has no call for it (§1.15): logs in as a browser
 * does, with a session of its own that is forgotten afterwards.
 */
export async function createApiClient(
  api: Api,
  input: NewApiClient,
  scope: Scope,
): Promise<Answered<ApiClient>> {
  const { username, password, name } = checked(input)
  if (isBrowser()) {
    throw new InputError('unsupported', 'A web page cannot hold the session this takes.', byHand)
  }
  const session = new Session(api, scope)
  const login = await session.get('login')
  await session.post('login_check', {
    _username: username,
    _password: password,
    _csrf_token: hiddenField(login, '_csrf_token'),
  })
  const form = await session.get('developer/client/create')
  const page = await session.post('developer/client/create', {
    'client[name]': name,
    'client[redirect_uris]': '',
    'client[save]': '',
    'client[_token]': hiddenField(form, 'client[_token]'),
  })
  return { value: clientOn(page, name), response: page }
}

/** A browser's part: the cookies that the server set go back with the next request. */
class Session {
  readonly #api: Api
  readonly #scope: Scope
  readonly #cookies = new Map<string, string>()

  constructor(api: Api, scope: Scope) {
    this.#api = api
    this.#scope = scope
  }

  get(path: string): Promise<Answer> {
    return this.#send({ operation: 'customRead', method: 'GET', path })
  }

  post(path: string, fields: Record<string, string>): Promise<Answer> {
    const form = new URLSearchParams(fields)
    return this.#send({ operation: 'customWrite', method: 'POST', path, form })
  }

  async #send(request: ApiRequest): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#api.send(
      { ...request, cookie, auth: 'none', understands: [302] },
      this.#scope,
    )
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^\s*([^=;]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value)
    }
    if (answer.status !== 302 || request.path === 'login') return answer
    const own = new URL(`${this.#api.baseUrl}/`)
    const location = answer.headers.get('location') ?? ''
    const { hostname, pathname } = URL.canParse(location, own) ? new URL(location, own) : own
    if (/2fa/.test(pathname)) throw secondFactor(request, answer)
    if (!/\/login$/.test(pathname)) return answer
    if (hostname === own.hostname) throw loginRefused(request, answer)
    throw notOurs(answer, 'the server redirects to a login page of another server')
  }
}

/** The value of a hidden field of a form, whatever the order of its attributes. */
function hiddenField(page: Answer, name: string): string {
  for (const [input] of page.text.matchAll(/<input\b[^>]*>/gi)) {
    if (attribute(input, 'name') !== name) continue
    const value = attribute(input, 'value')
    if (value) return value
  }
  throw notOurs(page, `the page has no “${name}”`)
}

function attribute(tag: string, name: string): string | null {
  return new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? null
}

/** The id and the secret are texts of their own on the page; nothing else on it looks like them. */
function clientOn(page: Answer, name: string): ApiClient {
  // What no tag follows may have been cut off, and half a secret looks like a whole one.
  const texts = page.text
    .split(/<[^>]*>/)
    .slice(0, -1)
    .map((text) => text.trim())
  const at = texts.findIndex((text) => text !== name && /^\d+_[0-9a-z]{20,}$/.test(text))
  const secret = texts.slice(at + 1).find((text) => /^[0-9a-z]{30,}$/.test(text))
  const id = texts[at]
  if (id !== undefined && secret !== undefined) return apiClient(name, id, secret)
  throw new WallabagError(
    'unexpected_shape',
    'Creating an API client: the page that should show its id and secret does not.',
    {
      hint: `It may have been made all the same. ${byHand}`,
      status: page.status,
      attempts: page.attempts,
      outcome: 'unknown',
    },
  )
}

function notOurs({ status, attempts }: Answer, what: string): WallabagError {
  return new WallabagError('not_wallabag', `Creating an API client: ${what}.`, {
    hint: `Does a single sign-on or a proxy stand before the login page? ${byHand}`,
    status,
    attempts,
    outcome: 'refused',
  })
}

function loginRefused(request: ApiRequest, { attempts }: Answer): WallabagError {
  return new WallabagError(
    'bad_credentials',
    'Creating an API client: the server did not accept the user name and the password.',
    {
      hint: 'Check both by logging in with a browser.',
      status: 302,
      method: request.method,
      path: `/${request.path}`,
      attempts,
      outcome: 'refused',
    },
  )
}

function secondFactor(request: ApiRequest, { attempts }: Answer): WallabagError {
  return new WallabagError(
    'unsupported',
    'Creating an API client: the account asks for a second factor, which only a person can give.',
    {
      hint: byHand,
      status: 302,
      method: request.method,
      path: `/${request.path}`,
      attempts,
      outcome: 'refused',
    },
  )
}

function checked(input: NewApiClient): NewApiClient {
  const given = Object.entries({
    username: input?.username,
    password: input?.password,
    name: input?.name,
  })
  for (const [field, value] of given) {
    if (typeof value === 'string' && value !== '') continue
    const message = `${field}: expected some text, received ${describeSecret(value)}.`
    throw new InputError('invalid_input', message)
  }
  return input
}

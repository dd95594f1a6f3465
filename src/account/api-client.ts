import type { Answered, Api } from '../api/api.js'
import { type ErrorCode, type ErrorDetails, InputError, WallabagError } from '../errors/index.js'
import { isBrowser } from '../http/headers.js'
import type { Answer } from '../http/request.js'
import type { Scope } from '../http/wait.js'
import { parseUrl } from '../values/article-url.js'
import { type ApiClient, ApiClientModel, checkTexts } from './registration.js'

/** The account that the API client is for, and the client's name. */
export interface NewApiClient {
  /** The login name of the account. */
  username: string
  /** The password of the account. */
  password: string
  /** A name for the client, by which you recognise it in Wallabag. */
  name: string
}

const byHand = 'Create the client by hand in Wallabag, under “API clients management”.'

/**
 * Creates an API client through the web form, because the API has no call for it (quirk 64). It
 * logs in like a browser, with a session that is discarded afterwards.
 */
export async function createApiClient(
  api: Api,
  input: NewApiClient,
  scope: Scope,
): Promise<Answered<ApiClient>> {
  const { username, password, name } = input ?? {}
  checkTexts({ username, password, name })
  if (isBrowser()) {
    throw new InputError(
      'unsupported',
      'A web page cannot keep the session cookie that this needs.',
      byHand,
    )
  }
  const visit = browser(api, scope)
  const login = await visit('login')
  await visit('login_check', {
    _username: username,
    _password: password,
    _csrf_token: hiddenField(login, '_csrf_token'),
  })
  const form = await visit('developer/client/create')
  const page = await visit('developer/client/create', {
    'client[name]': name,
    'client[redirect_uris]': '',
    'client[save]': '',
    'client[_token]': hiddenField(form, 'client[_token]'),
  })
  return { value: clientOn(page, name), response: page }
}

/**
 * Opens pages and sends forms like a browser: the cookies from the server are sent with the next
 * request.
 */
function browser(api: Api, scope: Scope) {
  const cookies = new Map<string, string>()
  return async (path: string, fields?: Record<string, string>): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const what = fields
      ? ({ operation: 'customWrite', method: 'POST', form: new URLSearchParams(fields) } as const)
      : ({ operation: 'customRead', method: 'GET' } as const)
    const request = { ...what, path, cookie, auth: 'none', understands: [302] } as const
    const reply = await api.send(request, scope)
    for (const line of reply.headers.getSetCookie()) {
      const [, name, value] = /^\s*([^=;]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined && value !== undefined) cookies.set(name, value)
    }
    if (reply.status === 302 && path !== 'login') checkRedirect(reply, api.baseUrl)
    return reply
  }
}

/**
 * Checks where a login leads: a refused one leads back to the login page, two-factor authentication
 * to another form.
 */
function checkRedirect(page: Answer, baseUrl: string): void {
  const own = new URL(`${baseUrl}/`)
  const location = page.headers.get('location') ?? ''
  const { hostname, pathname } = parseUrl(location, own) ?? own
  if (/2fa/.test(pathname)) {
    const why = 'the account asks for a second factor, which only a person can give'
    throw failure(page, 'unsupported', why, { hint: byHand })
  }
  if (!/\/login$/.test(pathname)) return
  if (hostname !== own.hostname) {
    throw notOurs(page, 'the server redirects to a login page of another server')
  }
  const why = 'the server did not accept the user name and the password'
  const hint = 'Check both by logging in with a browser.'
  throw failure(page, 'bad_credentials', why, { hint })
}

/**
 * The longest page that is searched. No page of Wallabag is nearly as long, and longer ones would
 * take seconds.
 */
const longestPage = 1_000_000
/** Parts of a page that a browser does not treat as markup. */
const notMarkup = /<(?:!--[\s\S]*?(?:-->|$)|(script|style|textarea)[\s\S]*?(?:<\/\1|$))/gi
/** An input element with its attributes. A quoted value may contain `>`. */
const inputs = /<input(?=[\s/])(?:"[^"]*"|'[^']*'|[^"'>]+)*/gi
/** An attribute whose value is in double quotes, single quotes or without quotes. */
const attribute = /(?<=[\s"'/])([^\s"'=<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/g

/** The value of a hidden field of a form. It takes time in proportion to the length of the page. */
function hiddenField(page: Answer, name: string): string {
  const html = page.text.slice(0, longestPage).replace(notMarkup, ' ')
  for (const [input] of html.matchAll(inputs)) {
    const fields = new Map<string, string>()
    for (const [, key = '', ...values] of input.matchAll(attribute)) {
      fields.set(key.toLowerCase(), withoutEntities(values.join('')))
    }
    const value = fields.get('name') === name ? fields.get('value') : undefined
    if (value) return value
  }
  throw notOurs(page, `the page has no “${name}”`)
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(x[\da-f]{1,5}|\d{1,6})|(\w{1,4}));/gi, (whole, code, name) =>
    code ? String.fromCodePoint(Number(`0${code}`)) : (entities[name] ?? whole),
  )
}

/**
 * Finds the id and the secret on the page. Both are texts of their own, and no other text has their
 * form.
 */
function clientOn(page: Answer, name: string): ApiClient {
  // A text without a tag after it may have been cut off, and half a secret has the same form as a
  // whole one.
  const texts = page.text
    .split('<')
    .slice(0, -1)
    .map((part) => part.slice(part.indexOf('>') + 1).trim())
  const at = texts.findIndex((text) => text !== name && /^\d+_[0-9a-z]{20,}$/.test(text))
  const secret = texts.slice(at + 1).find((text) => /^[0-9a-z]{30,}$/.test(text))
  const id = texts[at]
  if (id !== undefined && secret !== undefined) return new ApiClientModel(name, id, secret)
  throw failure(page, 'unexpected_shape', 'the page that should show its id and secret does not', {
    hint: `It may have been created anyway. ${byHand}`,
    outcome: 'unknown',
  })
}

function notOurs(page: Answer, what: string): WallabagError {
  const hint = `Is there a single sign-on or a proxy in front of the login page? ${byHand}`
  return failure(page, 'not_wallabag', what, { hint })
}

function failure(
  { request, status, attempts }: Answer,
  code: ErrorCode,
  why: string,
  details: ErrorDetails,
): WallabagError {
  return new WallabagError(code, `Creating an API client: ${why}.`, {
    status,
    method: request.method,
    path: `/${request.path}`,
    attempts,
    outcome: 'refused',
    ...details,
  })
}

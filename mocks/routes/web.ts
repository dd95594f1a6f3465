import { escapeMarkup } from '../html/text.js'
import { HttpError } from '../http/http-error.js'
import { type Answer, html, type Request } from '../http/message.js'
import type { Route } from '../http/router.js'
import { itemsOf, toText } from '../php/values.js'
import type { Session } from '../state/rows.js'
import type { State } from '../state/state.js'
import { type Handler, idIn, type PublicHandler, type Server } from './context.js'

const COOKIE = 'PHPSESSID'

/** The session of a browser, with a cookie if it is new. */
function sessionOf(
  state: State,
  request: Request,
): { session: Session; cookie: Record<string, string> } {
  const key = new RegExp(`${COOKIE}=([^;\\s]+)`).exec(request.headers.get('cookie') ?? '')?.[1]
  const known = key === undefined ? undefined : state.sessions.get(key)
  if (known !== undefined) return { session: known, cookie: {} }
  return startSession(state, null)
}

function startSession(state: State, user: number | null) {
  const key = state.random(26)
  const session: Session = { user, csrf: state.random(43) }
  state.sessions.set(key, session)
  return { session, cookie: { 'set-cookie': `${COOKIE}=${key}; path=/; HttpOnly; SameSite=lax` } }
}

function redirect({ basePath }: Server, request: Request, path: string, cookie = {}): Answer {
  const location = `${request.origin}${basePath}${path}`
  return html(`Redirecting to <a href="${location}">${location}</a>.`, 302, { location, ...cookie })
}

/** The header by which Symfony keeps pages of a session out of caches. */
const PERSONAL = { 'cache-control': 'max-age=0, must-revalidate, private' }

const home: PublicHandler = (server, request) => {
  const { session } = sessionOf(server.state, request)
  if (session.user === null) return redirect(server, request, '/login', PERSONAL)
  return html('<h1>wallabag</h1>', 200, PERSONAL)
}

const loginPage: PublicHandler = ({ state }, request) => {
  const { session, cookie } = sessionOf(state, request)
  const fields = `<input type="hidden" name="_csrf_token" value="${session.csrf}" />`
  return html(`<form action="login_check" method="post">${fields}</form>`, 200, cookie)
}

const checkLogin: PublicHandler = (server, request) => {
  const { state } = server
  const { session } = sessionOf(state, request)
  const user = state.accounts.findByLogin(toText(request.params.get('_username')))
  const isRight =
    user !== undefined &&
    user.password === toText(request.params.get('_password')) &&
    session.csrf === toText(request.params.get('_csrf_token'))
  if (!isRight) return redirect(server, request, '/login')
  return redirect(server, request, '/', startSession(state, user.id).cookie)
}

const clientForm: PublicHandler = (server, request) => {
  const { session } = sessionOf(server.state, request)
  if (session.user === null) return redirect(server, request, '/login')
  const token = `<input type="hidden" name="client[_token]" value="${session.csrf}" />`
  return html(`<form name="client" method="post"><input name="client[name]" />${token}</form>`)
}

const createClient: PublicHandler = (server, request) => {
  const { state } = server
  const { session } = sessionOf(state, request)
  if (session.user === null) return redirect(server, request, '/login')
  const fields = itemsOf(request.params.get('client'))
  if (toText(fields['_token']) !== session.csrf) return clientForm(server, request)
  const name = toText(fields['name'])
  const client = state.accounts.addClient({ name, user: session.user })
  const items = [name, client.clientId, client.secret].map(
    (text) => `<li><strong><pre>${escapeMarkup(text)}</pre></strong></li>`,
  )
  return html(`<ul>${items.join('')}</ul>`)
}

const deleteClient: PublicHandler = (server, request) => {
  const { session } = sessionOf(server.state, request)
  const client = server.state.accounts.clients.get(idIn(request, 'id'))
  if (session.user === null) return redirect(server, request, '/login')
  if (client?.user !== session.user) throw new HttpError(404)
  server.state.accounts.removeClient(client.id)
  return redirect(server, request, '/developer')
}

const developerPage: PublicHandler = (server, request) => {
  const { session } = sessionOf(server.state, request)
  return session.user === null ? redirect(server, request, '/login') : html('<h1>API clients</h1>')
}

const sharedEntry: PublicHandler = ({ state }, request) => {
  for (const entry of state.library.entries.values()) {
    if (entry.uid === request.route.get('uid')) return html(entry.content ?? '')
  }
  throw new HttpError(404)
}

function page(method: string, path: string, run: PublicHandler): Route<Handler> {
  return { method, path, handler: { needsToken: false, run } }
}

/**
 * The pages for browsers that a client may reach, and the form that creates API clients (quirk 64).
 */
export const webRoutes: Route<Handler>[] = [
  page('GET', '/', home),
  page('GET', '/login', loginPage),
  page('POST', '/login_check', checkLogin),
  page('GET', '/developer', developerPage),
  page('GET', '/developer/client/create', clientForm),
  page('POST', '/developer/client/create', createClient),
  page('POST', '/developer/client/delete/{id}', deleteClient),
  page('GET', '/share/{uid}', sharedEntry),
]

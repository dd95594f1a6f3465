import { type Answer, HttpError, html } from '../http/message.js'
import type { Route } from '../http/router.js'
import type { Handler, PublicHandler } from './context.js'

const redirectHome: PublicHandler = ({ basePath, state }, request): Answer => {
  const location = `${request.origin}${basePath}/login`
  const type = state.isDev ? 'text/html; charset=utf-8' : 'text/html; charset=UTF-8'
  return html(`Redirecting to <a href="${location}">${location}</a>.`, 302, {
    location,
    'content-type': type,
  })
}

const loginPage: PublicHandler = () => html('<h1>wallabag</h1><form action="/login_check"></form>')

const sharedEntry: PublicHandler = ({ state }, request) => {
  for (const entry of state.library.entries.values()) {
    if (entry.uid === request.route.get('uid')) return html(entry.content ?? '')
  }
  throw new HttpError(404)
}

function page(path: string, run: PublicHandler): Route<Handler> {
  return { method: 'GET', path, handler: { needsToken: false, run } }
}

/** What a browser sees: the few pages that a client may run into. */
export const webRoutes: Route<Handler>[] = [
  page('/', redirectHome),
  page('/login', loginPage),
  page('/developer', redirectHome),
  page('/share/{uid}', sharedEntry),
]

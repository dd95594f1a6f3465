import { html, json } from '../http/message.js'
import type { Route } from '../http/router.js'
import { tokenEndpoint } from '../oauth/token.js'
import type { Version } from '../state/version.js'
import { exportTaggingRules, getConfig, getUser, register } from './account.js'
import { deleteAnnotation, getAnnotations, postAnnotation, putAnnotation } from './annotations.js'
import { deleteEntriesList, deleteTagsList, postEntriesList, postTagsList } from './bulk.js'
import type { ApiHandler, Handler, PublicHandler } from './context.js'
import {
  deleteEntry,
  entriesExist,
  getEntry,
  patchEntry,
  postEntry,
  reloadEntry,
} from './entries.js'
import { deleteEntryTag, getEntryTags, postEntryTags } from './entry-tags.js'
import { exportEntry } from './export.js'
import { listEntries } from './list.js'
import { search } from './search.js'
import { deleteTag, deleteTagByLabel, deleteTagsByLabel, getTags } from './tags.js'
import { webRoutes } from './web.js'

function api(line: string, run: ApiHandler): Route<Handler> {
  return { ...parse(line, '/api/', '.{_format}'), handler: { needsToken: true, run } }
}

function open(line: string, run: PublicHandler): Route<Handler> {
  return { ...parse(line, '/api/', '.{_format}'), handler: { needsToken: false, run } }
}

function parse(line: string, prefix: string, suffix: string) {
  const [method = '', path = ''] = line.split(' ')
  return { method, path: `${prefix}${path}${suffix}` }
}

/**
 * All routes in the order of the server's controllers. This is the order in `Allow`, and the first
 * match wins.
 */
export function routesOf(version: Version): Route<Handler>[] {
  const token: PublicHandler = ({ state }, request) => tokenEndpoint(state, request)
  const documentation: PublicHandler = () => html('<h1>wallabag API documentation</h1>')
  const routes: Route<Handler>[] = [
    api('GET annotations/{entry}', getAnnotations),
    api('POST annotations/{entry}', postAnnotation),
    api('PUT annotations/{annotation}', putAnnotation),
    api('DELETE annotations/{annotation}', deleteAnnotation),
    api('GET config', getConfig),
    api('GET entries/exists', entriesExist),
    api('GET entries', listEntries),
    api('GET entries/{entry}', getEntry),
    api('GET entries/{entry}/export', exportEntry),
    api('DELETE entries/list', deleteEntriesList),
    api('POST entries/lists', postEntriesList),
    api('POST entries', postEntry),
    api('PATCH entries/{entry}', patchEntry),
    api('PATCH entries/{entry}/reload', reloadEntry),
    api('DELETE entries/{entry}', deleteEntry),
    api('GET entries/{entry}/tags', getEntryTags),
    api('POST entries/{entry}/tags', postEntryTags),
    api('DELETE entries/{entry}/tags/{tag}', deleteEntryTag),
    api('DELETE entries/tags/list', deleteTagsList),
    api('POST entries/tags/lists', postTagsList),
    api('GET search', search),
    api('GET tags', getTags),
    api('DELETE tag/label', deleteTagByLabel),
    api('DELETE tags/label', deleteTagsByLabel),
    api('DELETE tags/{tag}', deleteTag),
    api('GET taggingrule/export', exportTaggingRules),
    api('GET user', getUser),
    open('PUT user', register),
    open('GET version', () => json(version)),
    open('GET info', ({ state }) =>
      json({ appname: 'wallabag', version, allowed_registration: state.registration }),
    ),
    { method: 'GET', path: '/api/doc/', handler: { needsToken: false, run: documentation } },
    ...(version === '2.7.0-dev'
      ? [
          {
            method: 'GET',
            path: '/api/doc.json',
            handler: {
              needsToken: false as const,
              run: () => json(specification(version, routes)),
            },
          },
        ]
      : []),
    { method: 'GET', path: '/oauth/v2/token', handler: { needsToken: false, run: token } },
    { method: 'POST', path: '/oauth/v2/token', handler: { needsToken: false, run: token } },
    ...webRoutes,
  ]
  return routes
}

/** The OpenAPI file, with the actual routes and no details. */
function specification(version: string, routes: readonly Route<Handler>[]) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path } of routes) {
    if (!path.startsWith('/api/') || path.startsWith('/api/doc')) continue
    const name = path.replace('.{_format}', '')
    const parameters = [...name.matchAll(/\{(\w+)\}/g)].map(([, variable]) => ({
      name: variable,
      in: 'path',
      required: true,
      schema: { type: 'integer' },
    }))
    const responses = { 200: { description: 'Returned when successful' } }
    paths[name] = { ...paths[name], [method.toLowerCase()]: { parameters, responses } }
  }
  const info = { title: 'wallabag API documentation', version }
  return { openapi: '3.0.0', info, paths, components: {} }
}

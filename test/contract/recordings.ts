import { readFileSync } from 'node:fs'
import { isObject, type Json, object } from './openapi.js'

/** One recorded exchange. */
export interface Recording {
  name: string
  server: string
  method: string
  path: string
  requestHeaders: Json
  body: Json | undefined
  status: number
  contentType: string
  /** The parsed body, if it was JSON. */
  json: unknown
  hasJson: boolean
}

function read(file: string): Recording[] {
  const url = new URL(`../recordings/${file}.jsonl`, import.meta.url)
  return readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const exchange = object(JSON.parse(line))
      const request = object(exchange['request'])
      const response = object(exchange['response'])
      return {
        name: String(exchange['name']),
        server: String(exchange['server']),
        method: String(request['method']),
        path: String(request['path']),
        requestHeaders: isObject(request['headers']) ? request['headers'] : {},
        body: isObject(request['body']) ? request['body'] : undefined,
        status: Number(response['status']),
        contentType: String(object(response['headers'])['content-type'] ?? '').replace(/;.*/, ''),
        json: response['json'],
        hasJson: 'json' in response,
      }
    })
}

/** All recorded exchanges of both servers, in order. */
export const recordings: Recording[] = [...read('wallabag-2.6.14'), ...read('wallabag-2.7.0-dev')]

/** The path without its query. */
export function pathname(recording: Recording): string {
  return recording.path.replace(/\?.*/, '')
}

/** The verb that the server acted on. */
export function verb(recording: Recording): string {
  const override = Object.entries(recording.requestHeaders).find(
    ([key]) => key.toLowerCase() === 'x-http-method-override',
  )
  return override === undefined ? recording.method : String(override[1])
}

/** Recordings of no operation: web pages, CORS preflights, unknown routes, a redirect. */
export const noOperation = new Set([
  'oauth.authorize.anonymous',
  'web.login',
  'web.root',
  'route.unknown',
  'route.unknown.anon',
  'route.wrongMethod',
  'cors.preflight',
  'cors.preflight.custom header',
  'cors.token',
  'transport.trailing slash',
])

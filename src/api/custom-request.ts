import {
  anObject,
  checkOptions,
  checkUnicode,
  InputError,
  type OptionRules,
  unexpectedInput,
} from '../errors/index.js'
import type { Scope } from '../http/wait.js'
import { parseUrl } from '../values/article-url.js'
import type { Answered, Api } from './api.js'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The methods of `wallabag.request`. */
export type RequestMethod = (typeof methods)[number]

/**
 * One value of a query. A boolean is sent as 1 or 0, because the server reads the word `false` as
 * true.
 */
export type QueryValue = string | number | boolean

/** The query and body of a custom request. */
export interface RequestData {
  /** The query. To send a list, use an array and write the name as `urls[]`. */
  query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>> | undefined
  /** The body, sent as JSON; not for a `GET`. */
  json?: unknown
}

const rules: OptionRules<RequestData> = { query: anObject, json: ['any value', () => true] }

/** Sends any request below the instance's root, with the token. */
export async function customRequest(
  api: Api,
  method: RequestMethod,
  path: string,
  data: RequestData,
  scope: Scope,
): Promise<Answered<unknown>> {
  if (!methods.includes(method)) {
    throw unexpectedInput('method', `one of ${methods.join(', ')}`, method)
  }
  checkOptions(data, rules, { code: 'invalid_input', within: 'data' })
  const operation = method === 'GET' ? 'customRead' : 'customWrite'
  const { json } = data
  if (json !== undefined && method === 'GET') {
    throw new InputError('invalid_input', 'json: a GET has no body.', 'Pass it as `query`.')
  }
  // JSON writes half a character as an escape such as `\ud800`. A backslash in the text itself is
  // doubled, so it is not mistaken for such an escape.
  const isBroken = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(json) ?? '')
  if (isBroken) checkUnicode('\ud800', 'json')
  const query = queryOf(data.query ?? {})
  const request = { operation, method, path: pathBelow(api.baseUrl, path), query, json } as const
  const reply = await api.send(request, scope)
  return { value: reply.text === '' ? null : api.json(reply), response: reply }
}

/**
 * Checks that the path stays below the root: dots or slashes could lead anywhere, and the token
 * would be sent there.
 */
function pathBelow(baseUrl: string, path: unknown): string {
  const root = `${baseUrl}/`
  const given = typeof path === 'string' ? path.replace(/^\/(?!\/)/, '') : ''
  const url = parseUrl(root + given)
  const plain = url && !/[\\?#]|^\/|^$|^https?:/i.test(given) && url.href.startsWith(root)
  if (plain) return url.href.slice(root.length)
  const expected = "a path below the server's root such as “/api/tags”"
  throw unexpectedInput('path', expected, path, 'Pass the query as `query`.')
}

function queryOf(given: NonNullable<RequestData['query']>): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined) continue
      if (!['string', 'number', 'boolean'].includes(typeof item)) {
        throw unexpectedInput(`query.${name}`, 'text, a number or a boolean', item)
      }
      if (typeof item === 'string') checkUnicode(item, `query.${name}`)
      query.append(name, typeof item === 'boolean' ? String(Number(item)) : String(item))
    }
  }
  return query
}

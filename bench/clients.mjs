// A call by each client as its users would write it, with a token and the JSON parsed.
import axios from 'axios'
import got from 'got'
import ky from 'ky'
import { createFetch } from 'ofetch'
import createOpenapiClient from 'openapi-fetch'
import { request as undiciRequest } from 'undici'
import { WallabagApi } from 'wallabag-api'
import { Wallabag } from 'wallabag-sdk'

/** @typedef {'small' | 'page'} Kind */
/** @typedef {{ readonly [name: string]: (kind: Kind) => PromiseLike<unknown> }} Clients */

const authorization = 'Bearer bench-access-token'
const headers = { authorization }
const paths = { small: '/api/tags', page: '/api/entries?page=1&perPage=30&detail=metadata' }
export const auth = {
  clientId: '1_bench',
  clientSecret: 'secret',
  username: 'bench',
  password: 'bench',
}

/**
 * The clients that accept a `fetch`, which can be measured without a network.
 *
 * @param {string} url
 * @param {typeof fetch} fetch
 * @returns {Clients}
 */
export function fetchClients(url, fetch) {
  const bare = ky.create({ headers, fetch })
  const o = createFetch({ fetch })
  /** @type {ReturnType<typeof createOpenapiClient<import('../schemas/wallabag.js').paths>>} */
  const open = createOpenapiClient({ baseUrl: url, headers, fetch })
  const wallabag = new Wallabag({ url, auth, fetch })
  return {
    fetch: async (kind) => (await fetch(url + paths[kind], { headers })).json(),
    ky: (kind) => bare.get(url + paths[kind]).json(),
    'wallabag-sdk': (kind) =>
      kind === 'small' ? wallabag.tags.list() : wallabag.entries.list({ perPage: 30 }),
    'openapi-fetch': (kind) =>
      kind === 'small'
        ? open.GET('/api/tags')
        : open.GET('/api/entries', { params: { query: { page: 1, perPage: 30 } } }),
    ofetch: (kind) => o(url + paths[kind], { headers }),
  }
}

/**
 * All clients, including those that only work over the network.
 *
 * @param {string} url
 * @returns {Clients}
 */
export function socketClients(url) {
  const request = axios.create({ baseURL: url, headers })
  const extended = got.extend({ headers })
  const other = new WallabagApi({
    url,
    applicationToken: 'bench-access-token',
    expireDate: new Date(Date.now() + 3_600_000),
  })
  return {
    ...fetchClients(url, globalThis.fetch),
    undici: async (kind) => (await undiciRequest(url + paths[kind], { headers })).body.json(),
    axios: (kind) => request.get(paths[kind]),
    got: (kind) => extended(url + paths[kind]).json(),
    'wallabag-api': (kind) =>
      kind === 'small'
        ? other.getAllTags()
        : other.getArticles({ page: 1, perPage: 30, detail: 'metadata' }),
  }
}

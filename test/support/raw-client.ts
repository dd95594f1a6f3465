import type { FakeWallabag } from 'wallabag-sdk/testing'
import { passwordGrant } from './account.js'

/** A second client that changes the library. It shares no code with the tested package. */
export interface RawClient {
  create(url: string): Promise<number>
  patch(id: number, fields: object): Promise<void>
  remove(id: number): Promise<void>
}

/** Signs in to a fake and calls its API with plain requests, which are removed from its log. */
export async function rawClient(fake: FakeWallabag): Promise<RawClient> {
  const { access_token: token } = await passwordGrant(fake.url, fake.credentials, fake.fetch)
  const send = async (method: string, path: string, json?: object) => {
    const kept = [...fake.requests]
    const response = await fake.fetch(`${fake.url}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(json ? { body: JSON.stringify(json) } : {}),
    })
    fake.requests.splice(0, fake.requests.length, ...kept)
    const answer: { id: number } = JSON.parse(await response.text())
    return answer
  }
  return {
    create: async (url) => (await send('POST', 'entries', { url, title: 't', content: 'c' })).id,
    patch: async (id, fields) => void (await send('PATCH', `entries/${id}`, fields)),
    remove: async (id) => void (await send('DELETE', `entries/${id}`)),
  }
}

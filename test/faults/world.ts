import type { Wallabag, WallabagOptions } from 'wallabag-sdk'
import { createFakeWallabag, type FakeWallabag, type Version } from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'
import { clientOf } from '../support/library.js'

export const password = 'PASSWORD-that-nobody-may-see'

/** A small server of which every operation can change something. */
export interface World {
  readonly fake: FakeWallabag
  readonly auth: { clientId: string; clientSecret: string; username: string; password: string }
  /** Calls the API by itself, past the client that is tested. */
  send(method: string, path: string, json?: object): Promise<unknown>
}

/** The same world each time: three entries, three tags, one annotation (all with the id 1 and on). */
export async function createWorld(version: Version = '2.6.14'): Promise<World> {
  const fake = createFakeWallabag({
    version,
    users: [{ username: 'ada', password }],
    entries: [
      { url: 'https://example.org/a', title: 'A', content: '<p>old</p>', tags: ['one', 'two'] },
      { url: 'https://example.org/b', title: 'B', content: '<p>old</p>', tags: ['one', 'three'] },
      { url: 'https://example.org/c', title: 'C', content: '<p>old</p>' },
    ].map((entry) => ({ ...entry, user: 'ada' })),
  })
  const { clientId, clientSecret } = fake.credentials
  const auth = { clientId, clientSecret, username: 'ada', password }
  const { access_token: accessToken } = await passwordGrant(fake.url, auth, fake.fetch)
  const world: World = {
    fake,
    auth,
    send: async (method, path, json) => {
      const response = await fake.fetch(`${fake.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        ...(json ? { body: JSON.stringify(json) } : {}),
      })
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`)
      return response.json()
    },
  }
  await world.send('POST', '/api/annotations/1', { text: 'note', quote: 'old', ranges: [] })
  fake.requests.clear()
  return world
}

/** A client of a world; without pauses, since tests may not wait for chance. */
export function clientIn({ fake, auth }: World, options: Partial<WallabagOptions> = {}): Wallabag {
  return clientOf(fake, { auth, saveSettleTime: 700, ...options })
}

/** The ways between a client and its server. */
export const faces = ['memory', 'sockets'] as const
export type Face = (typeof faces)[number]

/** Opens a way to a world: the options with which a client takes it, and its end. */
export async function reach(
  { fake }: World,
  face: Face,
): Promise<{ options: Partial<WallabagOptions>; close: () => Promise<void> }> {
  if (face === 'memory') return { options: {}, close: async () => {} }
  const { url, close } = await fake.listen()
  return { options: { url, fetch: globalThis.fetch }, close }
}

/** All that operations can change on the server, as text; without times, which differ by the run. */
export function contents({ fake }: World): string {
  const { entries, tags, annotations, users, clients } = fake.state
  return JSON.stringify(
    {
      entries: entries.map(({ id, url, title, content, archived, tags: labels }) => {
        return { id, url, title, content, archived, tags: labels.toSorted() }
      }),
      tags: tags.map(({ id, label }) => ({ id, label })),
      annotations: annotations.map(({ id, entry, text }) => ({ id, entry, text })),
      users: users.map(({ username }) => username),
      clients: clients.map(({ name }) => name),
    },
    null,
    1,
  )
}

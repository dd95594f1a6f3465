import type { Wallabag } from 'wallabag-sdk'
import type { FakeWallabag } from 'wallabag-sdk/testing'
import { password } from './world.js'

/**
 * What doing an operation twice means. The last three are steps of one call, which makes an API client
 * by the web form: a page that is asked for, the login, and the form that is sent.
 */
export type Repeat =
  | 'read'
  | 'file'
  | 'repeatable'
  | 'once'
  | 'save'
  | 'form page'
  | 'form login'
  | 'form'

/** An operation of the client, and the same thing said to the server directly. */
export interface Operation {
  readonly name: string
  readonly repeat: Repeat
  /** The request that is struck by faults. */
  readonly method: string
  readonly path: string
  readonly query?: string
  readonly json?: object
  /** Whether it is sent without a token. */
  readonly isPublic?: boolean
  /** Whether the answer is handed on whatever it is. */
  readonly isUnchecked?: boolean
  /** Whether it tells what there was to delete, of which a repeat finds nothing. */
  readonly tellsWhatWas?: boolean
  /** What the server has to be like, for the operation to make its request. */
  readonly prepare?: (fake: FakeWallabag) => void
  readonly run: (wallabag: Wallabag) => PromiseLike<unknown>
  /** Does the same on the server, where no single request does. */
  readonly behind?: (fake: FakeWallabag) => void
}

/** A page that the fake can fetch, for an entry that is not there yet. */
export const newUrl = 'https://example.org/new'

const a = 'https://example.org/a'
const tagsOfA = encodeURIComponent(JSON.stringify([{ url: a, tags: 'one' }]))
const newTagsOfA = encodeURIComponent(JSON.stringify([{ url: a, tags: 'new' }]))
const urlsA = encodeURIComponent(JSON.stringify([a]))
const newUrls = encodeURIComponent(JSON.stringify([newUrl]))
const account = { username: 'bea', password: 'password-of-bea', email: 'bea@example.org' }
const annotation = { quote: 'old', text: 'another', ranges: [] }
const owner = { username: 'ada', password, name: 'made by the form' }

const reads: Operation[] = [
  read('entries.list', '/api/entries', (w) => w.entries.list()),
  read('search', '/api/search', (w) => w.search('old')),
  read('entries.get', '/api/entries/1', (w) => w.entries.get(1)),
  read('entries.getTags', '/api/entries/1/tags', (w) => w.entries.getTags(1)),
  read('entries.idOf', '/api/entries/exists', (w) => w.entries.idOf(a)),
  {
    ...read('entries.export', '/api/entries/1/export', async (w) =>
      (await w.entries.export(1, 'txt')).text(),
    ),
    repeat: 'file',
  },
  read('tags.list', '/api/tags', (w) => w.tags.list()),
  read('annotations.list', '/api/annotations/1', (w) => w.annotations.list(1)),
  read('user.get', '/api/user', (w) => w.user.get()),
  read('settings.get', '/api/config', (w) => w.settings.get()),
  read('taggingRules.list', '/api/taggingrule/export', (w) => w.taggingRules.list()),
  {
    ...read('request GET', '/api/tags', (w) => w.request('GET', 'api/tags')),
    isUnchecked: true,
  },
  { ...read('server.info', '/api/info', (w) => w.server.info()), isPublic: true },
  {
    ...read('the version of an old server', '/api/version', (w) =>
      w.entries.count({ annotated: true }),
    ),
    isPublic: true,
    prepare: (fake) => void fake.fault({ path: '/api/info' }, noRoute),
  },
]

const writes: Operation[] = [
  write('entries.update', 'PATCH', '/api/entries/1', (w) => w.entries.update(1, { title: 'New' }), {
    json: { title: 'New' },
  }),
  write('entries.delete', 'DELETE', '/api/entries/1', (w) => w.entries.delete(1)),
  write('entries.reload', 'PATCH', '/api/entries/1/reload', (w) => w.entries.reload(1)),
  write('entries.addTags', 'POST', '/api/entries/1/tags', (w) => w.entries.addTags(1, ['new']), {
    json: { tags: 'new' },
  }),
  write('entries.removeTags', 'DELETE', '/api/entries/1/tags/1', (w) =>
    w.entries.removeTags(1, [{ id: 1, label: 'one', slug: 't:one' }]),
  ),
  write('tags.delete by id', 'DELETE', '/api/tags/1', (w) => w.tags.delete({ id: 1 })),
  write(
    'tags.delete by label',
    'DELETE',
    '/api/tag/label',
    (w) => w.tags.delete({ label: 'one' }),
    {
      query: '?tag=one',
    },
  ),
  {
    ...write(
      'tags.deleteMany',
      'DELETE',
      '/api/tags/label',
      (w) => w.tags.deleteMany(['one', 'two']),
      { query: '?tags=one,two' },
    ),
    tellsWhatWas: true,
  },
  write(
    'batch.addTags',
    'POST',
    '/api/entries/tags/lists',
    (w) => w.entries.batch.addTags([{ url: a, tags: ['new'] }]),
    { query: `?list=${newTagsOfA}` },
  ),
  write(
    'batch.removeTags',
    'DELETE',
    '/api/entries/tags/list',
    (w) => w.entries.batch.removeTags([{ url: a, tags: ['one'] }]),
    { query: `?list=${tagsOfA}` },
  ),
]

const onces: Operation[] = [
  write(
    'annotations.create',
    'POST',
    '/api/annotations/1',
    (w) => w.annotations.create(1, annotation),
    { json: annotation },
  ),
  write(
    'annotations.update',
    'PUT',
    '/api/annotations/1',
    (w) => w.annotations.update(1, 'changed'),
    { json: { text: 'changed' } },
  ),
  write('annotations.delete', 'DELETE', '/api/annotations/1', (w) => w.annotations.delete(1)),
  {
    ...write('server.register', 'PUT', '/api/user', (w) => w.server.register(account), {
      json: account,
    }),
    isPublic: true,
  },
  write('batch.delete', 'DELETE', '/api/entries/list', (w) => w.entries.batch.delete([a]), {
    query: `?urls=${urlsA}`,
  }),
  write('batch.create', 'POST', '/api/entries/lists', (w) => w.entries.batch.create([newUrl]), {
    query: `?urls=${newUrls}`,
  }),
  {
    ...write(
      'request POST',
      'POST',
      '/api/entries/1/tags',
      (w) => w.request('POST', 'api/entries/1/tags', { json: { tags: 'new' } }),
      { json: { tags: 'new' } },
    ),
    isUnchecked: true,
  },
].map((operation) => ({ ...operation, repeat: 'once' as const }))

const save: Operation = {
  ...write('entries.save', 'POST', '/api/entries', (w) => w.entries.save(newUrl), {
    json: { url: newUrl },
  }),
  repeat: 'save',
}

/** The steps of making an API client, each struck by itself. */
const form: Operation[] = [
  formStep('form page', 'GET', '/login'),
  formStep('form login', 'POST', '/login_check'),
  formStep('form page', 'GET', '/developer/client/create'),
  formStep('form', 'POST', '/developer/client/create'),
]

/** Every operation of the API that the client has a name for. */
export const operations: readonly Operation[] = [...reads, ...writes, ...onces, save, ...form]

function read(name: string, path: string, run: Operation['run']): Operation {
  return { name, repeat: 'read', method: 'GET', path, run }
}

function write(
  name: string,
  method: string,
  path: string,
  run: Operation['run'],
  how: { query?: string; json?: object } = {},
): Operation {
  return { name, repeat: 'repeatable', method, path, run, ...how }
}

function formStep(repeat: Repeat, method: string, path: string): Operation {
  return {
    name: `createApiClient, ${method} ${path}`,
    repeat,
    method,
    path,
    isPublic: true,
    run: (w) => w.server.createApiClient(owner),
    behind: (fake) => void fake.seed.client({ name: owner.name }),
  }
}

/** What Wallabag says to a path that it does not know: `/api/info` came with 2.4.0. */
function noRoute(): Response {
  return Response.json({ error: { code: 404, message: 'Not Found' } }, { status: 404 })
}

/** Whether it changes nothing. */
export function isRead({ repeat }: Operation): boolean {
  return repeat === 'read' || repeat === 'file'
}

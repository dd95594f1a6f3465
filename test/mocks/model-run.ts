import fc from 'fast-check'
import { expect } from 'vitest'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'
import { type Change, Model, type ModelEntry, type Query } from './model.js'

/** One step: who, what, and how many seconds pass before it. */
export interface Step {
  user: 1 | 2
  wait: number
  operation: Operation
}

type Operation =
  | { kind: 'save'; url: string; title: string; content: string; change: Change }
  | { kind: 'patch'; id: number; change: Change }
  | { kind: 'addTags'; id: number; tags: string }
  | { kind: 'removeTag'; id: number; tag: number }
  | { kind: 'deleteLabels'; labels: string[] }
  | { kind: 'delete'; id: number }
  | { kind: 'exists'; url: string }
  | { kind: 'massTag' | 'massUntag'; items: { url: string; tags: string }[] }
  | { kind: 'massDelete'; urls: string[] }
  | { kind: 'annotate'; id: number; text: string }
  | { kind: 'editAnnotation'; id: number; text: string | null }
  | { kind: 'list'; query: Query }
  | { kind: 'search'; term: string }

const HOST = 'https://x.example'
const urls = fc
  .constantFrom('/a', '/b', '/a b', '/a+b', '/a%20b', '/%C3%A9', '/é')
  .map((path) => HOST + path)
const labels = fc.constantFrom('red', 'Blue', ' green ', 'été', '日本', '')
const tagText = fc.array(labels, { maxLength: 3 }).map((list) => list.join(','))
const ids = fc.integer({ min: 1, max: 8 })
const bit = fc.constantFrom(0, 1)
const words = fc.constantFrom('One', 'two', 'Three', 'été')
const items = fc.array(fc.record({ url: urls, tags: tagText }), { maxLength: 3 })

const change: fc.Arbitrary<Change> = fc.record(
  {
    title: words,
    tags: tagText,
    archive: fc.constantFrom(0, 1, '0', 'false'),
    starred: bit,
    public: bit,
    authors: fc.constantFrom('', 'A', 'A, B'),
  },
  { requiredKeys: [] },
)

const filters = {
  archive: bit,
  starred: bit,
  public: bit,
  annotations: bit,
  tags: fc.constantFrom('red', 'blue', 'red,blue', 'Red', 'red, blue', 'nobody'),
  since: fc.integer({ min: 999, max: 1012 }),
}
const order = {
  sort: fc.constantFrom('created', 'updated', 'title'),
  order: fc.constantFrom('asc', 'desc'),
}
const paging = {
  page: fc.constantFrom(1, 1, 2, 3, 0, -1),
  perPage: fc.constantFrom(1, 2, 3, 100, 0),
}

/** One filter at a time finds more than all at once; both are tried. */
const query: fc.Arbitrary<Query> = fc.oneof(
  fc.record({ since: filters.since }),
  fc.record({ tags: filters.tags }),
  fc.record({ archive: bit, ...order }),
  fc.record({ ...order, ...paging }),
  fc.record({ ...filters, ...order, ...paging }, { requiredKeys: [] }),
)

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      url: urls,
      title: words,
      content: words.map((word) => `<p>${word}</p>`),
      change,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('patch' as const), id: ids, change }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('addTags' as const), id: ids, tags: tagText }),
  },
  fc.record({ kind: fc.constant('removeTag' as const), id: ids, tag: ids }),
  fc.record({
    kind: fc.constant('deleteLabels' as const),
    labels: fc.array(fc.constantFrom('red', 'blue', 'green', 'Red', 'nobody'), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({ kind: fc.constant('delete' as const), id: ids }),
  fc.record({ kind: fc.constant('exists' as const), url: urls }),
  fc.record({ kind: fc.constantFrom('massTag' as const, 'massUntag' as const), items }),
  fc.record({ kind: fc.constant('massDelete' as const), urls: fc.array(urls, { maxLength: 2 }) }),
  fc.record({
    kind: fc.constant('annotate' as const),
    id: ids,
    text: fc.constantFrom('note', ' spaced ', ''),
  }),
  fc.record({
    kind: fc.constant('editAnnotation' as const),
    id: ids,
    text: fc.constantFrom('edited', null),
  }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('list' as const), query }) },
  fc.record({
    kind: fc.constant('search' as const),
    term: fc.constantFrom('', 'one', 'T', 'note', 'x.example', 'zzz'),
  }),
)

const step: fc.Arbitrary<Step> = fc.record({
  user: fc.constantFrom(1 as const, 2 as const),
  wait: fc.constantFrom(0, 0, 1, 3),
  operation,
})

/** Random sequences of all operations by two users, on both lines. */
export const sequences = fc.tuple(
  fc.constantFrom('2.6.14' as const, '2.7.0-dev' as const),
  fc.array(step, { maxLength: 40, size: 'max' }),
)

/** Runs a sequence on the fake and on the model; every answer and every state after it is equal. */
export async function run(version: '2.6.14' | '2.7.0-dev', steps: readonly Step[]): Promise<void> {
  const fake = createFakeWallabag({ version, users: [{ username: 'second', password: 'secret' }] })
  fake.clock.set(1_000_000)
  const model = new Model(version === '2.7.0-dev')
  const clients = {
    1: await signIn(fake, 'wallabag', 'wallabag'),
    2: await signIn(fake, 'second', 'secret'),
  }
  for (const { user, wait, operation } of steps) {
    fake.clock.advance(wait * 1000)
    const now = fake.clock.now() / 1000
    const [actual, expected] = await perform(clients[user], model, user, now, operation)
    expect(actual, JSON.stringify(operation)).toEqual(expected)
    for (const one of [1, 2] as const) {
      expect(await stateOf(clients[one])).toEqual(expectedState(model, one))
    }
  }
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; json: Answer }>

/** As much of the answers as is looked at. */
type Answer = Record<string, unknown> & { _embedded?: { items: EntryAnswer[] } }

interface EntryAnswer {
  id: number
  url: string
  title: string
  content: string
  is_archived: number
  is_starred: number
  is_public: boolean
  published_by: string[]
  tags: { id: number; label: string }[]
  updated_at: string
  annotations: { id: number; text: string }[]
}

async function signIn(fake: FakeWallabag, username: string, password: string): Promise<Call> {
  const credentials = { ...fake.credentials, username, password }
  const { access_token } = await passwordGrant(fake.url, credentials, fake.fetch)
  const headers = { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' }
  return async (method, path, payload) => {
    const init = {
      method,
      headers,
      ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
    }
    const response = await fake.fetch(`${fake.url}/api/${path}`, init)
    return { status: response.status, json: await response.json() }
  }
}

async function perform(
  call: Call,
  model: Model,
  user: number,
  now: number,
  step: Operation,
): Promise<[unknown, unknown]> {
  const text = (value: unknown) => encodeURIComponent(JSON.stringify(value))
  switch (step.kind) {
    case 'save': {
      const { url, title, content } = step
      const { json } = await call('POST', 'entries', { ...step.change, url, title, content })
      return [json['id'] ?? null, model.save(now, user, url, title, content, step.change)]
    }
    case 'patch':
      return [
        (await call('PATCH', `entries/${step.id}`, step.change)).status,
        model.patch(now, user, step.id, step.change),
      ]
    case 'addTags':
      return [
        (await call('POST', `entries/${step.id}/tags`, { tags: step.tags })).status,
        model.addTags(now, user, step.id, step.tags),
      ]
    case 'removeTag':
      return [
        (await call('DELETE', `entries/${step.id}/tags/${step.tag}`)).status,
        model.removeTag(now, user, step.id, step.tag),
      ]
    case 'deleteLabels':
      return [
        (await call('DELETE', `tags/label?tags=${step.labels.join(',')}`)).status,
        model.deleteLabels(now, user, step.labels),
      ]
    case 'delete':
      return [
        (await call('DELETE', `entries/${step.id}?expect=id`)).status,
        model.delete(user, step.id),
      ]
    case 'exists':
      return [
        (await call('GET', `entries/exists?return_id=1&url=${encodeURIComponent(step.url)}`)).json,
        { exists: model.idOf(user, step.url) },
      ]
    case 'massTag':
      return [
        (await call('POST', `entries/tags/lists?list=${text(step.items)}`)).json,
        model.massTag(now, user, step.items),
      ]
    case 'massUntag': {
      const { status, json } = await call('DELETE', `entries/tags/list?list=${text(step.items)}`)
      return [status === 500 ? null : json, model.massUntag(now, user, step.items)]
    }
    case 'massDelete':
      return [
        (await call('DELETE', `entries/list?urls=${text(step.urls)}`)).json,
        model.massDelete(user, step.urls),
      ]
    case 'annotate':
      return [
        (await call('POST', `annotations/${step.id}`, { text: step.text, quote: 'q' })).status,
        model.annotate(user, step.id, step.text),
      ]
    case 'editAnnotation': {
      const { id, text: note } = step
      const answer =
        note === null
          ? call('DELETE', `annotations/${id}`)
          : call('PUT', `annotations/${id}`, { text: note })
      return [(await answer).status, model.editAnnotation(user, id, note)]
    }
    case 'list': {
      const query = new URLSearchParams(
        Object.entries(step.query).map(([name, value]) => [name, String(value)]),
      )
      const { status, json } = await call('GET', `entries?${query}`)
      const page = { total: json['total'], ids: json._embedded?.items.map(({ id }) => id) }
      return [status === 404 ? 404 : page, model.list(user, step.query)]
    }
    case 'search': {
      const { json } = await call('GET', `search?perPage=100&term=${encodeURIComponent(step.term)}`)
      return [json._embedded?.items.map(({ id }) => id), model.search(user, step.term)]
    }
  }
}

async function stateOf(call: Call) {
  const { json } = await call('GET', 'entries?perPage=1000&order=asc')
  const entries = json._embedded?.items.map((entry) => ({
    id: entry.id,
    url: entry.url,
    title: entry.title,
    content: entry.content,
    flags: [entry.is_archived === 1, entry.is_starred === 1, entry.is_public],
    authors: entry.published_by,
    tags: entry.tags.map(({ id, label }) => `${id}:${label}`).sort(),
    updated: Date.parse(entry.updated_at.replace('+0000', 'Z')) / 1000,
    notes: entry.annotations.map(({ id, text }) => `${id}:${text}`),
  }))
  const tags = await call('GET', 'tags')
  return { entries, tags: Object.values(tags.json) }
}

function expectedState(model: Model, user: number) {
  const own = model.entries.filter((entry) => entry.user === user).sort((a, b) => a.id - b.id)
  const tags = model.tagsOf(user).map((tag) => expect.objectContaining(tag))
  return { entries: own.map((entry) => shown(model, entry)), tags }
}

function shown(model: Model, entry: ModelEntry) {
  const { id, url, title, content, archived, starred, authors, updated } = entry
  return {
    id,
    url,
    title,
    content,
    flags: [archived, starred, entry.public],
    authors,
    tags: entry.tags.map((tag) => `${tag}:${model.labelOf(tag)}`).sort(),
    updated,
    notes: model.annotations
      .filter((one) => one.entry === id)
      .map((one) => `${one.id}:${one.text}`),
  }
}

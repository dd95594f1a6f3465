import { describe, expect, test } from 'vitest'
import { settingsFromWire, userFromWire } from '../../src/account/account.js'
import { annotationFromWire } from '../../src/annotations/annotation.js'
import { infoFromWire } from '../../src/api/version-gate.js'
import type { WireConfig, WireUser } from '../../src/contract/answer-schemas.js'
import type {
  WireAnnotation,
  WireEntry,
  WireTagWithCount,
} from '../../src/contract/entry-schemas.js'
import { entryFromWire } from '../../src/entries/entry.js'
import { fieldsToWire } from '../../src/entries/entry-fields.js'
import { tagWithCountFromWire } from '../../src/values/tag.js'
import { isObject } from './openapi.js'

const at = '2026-11-22T07:53:31+0000'
const later = '2027-01-02T03:04:05+0100'

const annotation: WireAnnotation = {
  id: 1,
  text: 'a',
  quote: 'a',
  ranges: [],
  created_at: at,
  updated_at: at,
  user: null,
  annotator_schema_version: 'v1.0',
}

const entry: WireEntry = {
  id: 1,
  uid: null,
  title: 'a',
  url: 'a',
  hashed_url: 'a',
  origin_url: null,
  given_url: 'a',
  hashed_given_url: 'a',
  is_archived: 0,
  archived_at: null,
  is_starred: 0,
  starred_at: null,
  is_public: false,
  content: 'a',
  created_at: at,
  updated_at: at,
  published_at: null,
  published_by: null,
  annotations: null,
  mimetype: null,
  language: null,
  reading_time: 1,
  domain_name: null,
  preview_picture: null,
  http_status: null,
  headers: null,
  tags: [],
  user_id: 1,
  user_name: 'a',
  user_email: 'a',
  _links: { self: { href: 'a' } },
}

const tag: WireTagWithCount = { id: 1, label: 'a', slug: 'a', nbEntries: 1 }
const user: WireUser = {
  id: 1,
  username: 'a',
  email: 'a',
  name: 'a',
  created_at: at,
  updated_at: at,
}
const config: WireConfig = {
  id: 1,
  items_per_page: 1,
  language: 'a',
  feed_token: 'a',
  feed_limit: 1,
  reading_speed: 1,
  action_mark_as_read: 0,
  list_mode: 0,
  display_thumbnails: 0,
  font: 'a',
  fontsize: 1,
  line_height: 1,
  max_width: 1,
}
const info = { appname: 'a', version: 'a', allowed_registration: false }

/** Another value of the same key; what is null becomes what the key holds else. */
const others: Record<string, unknown> = {
  archived_at: later,
  starred_at: later,
  published_at: later,
  published_by: ['b'],
  annotations: [annotation],
  headers: { b: 'b' },
  http_status: '404',
  tags: [tag],
  ranges: [{ start: '/p' }],
}

function other(key: string, value: unknown): unknown {
  if (key in others) return others[key]
  if (value === at) return later
  if (typeof value === 'number') return value === 0 ? 1 : value + 1
  if (typeof value === 'boolean') return !value
  if (isObject(value)) return { self: { href: 'b' } }
  return 'b'
}

/** The names of a model that change when one key of the wire changes; found out, not written down. */
function modelNames<T extends object>(base: T, key: string, map: (wire: T) => object): string[] {
  const value: unknown = Reflect.get(base, key)
  const before = map(base)
  const after = map({ ...base, [key]: other(key, value) })
  return namesOf(before).filter((name) => shown(before, name) !== shown(after, name))
}

/** Getters of the prototype too: what is secret or raw is not enumerable. */
function namesOf(model: object): string[] {
  const prototype = Object.getOwnPropertyNames(Object.getPrototypeOf(model))
  return [...Object.keys(model), ...prototype.filter((name) => name === 'feedToken')]
}

const shown = (model: object, name: string) => JSON.stringify(Reflect.get(model, name))

/** What can be written, with a value of each. */
const written = {
  title: 'a',
  content: 'a',
  archived: true,
  starred: true,
  public: true,
  language: 'fr',
  previewPicture: 'http://a.test/',
  publishedAt: new Date(1_700_000_000_000),
  authors: ['a'],
  originUrl: 'a',
} satisfies Required<Parameters<typeof fieldsToWire>[0]>

/** The field of a body that sets a name of the model. */
function writeField(name: string): string | undefined {
  if (name === 'tags') return 'tags'
  const value = Object.entries(written).find(([field]) => field === name)?.[1]
  return value === undefined ? undefined : Object.keys(fieldsToWire({ [name]: value }))[0]
}

interface Row {
  wire: string
  model: string[]
  write: string[]
}

function tableOf<T extends object>(base: T, map: (wire: T) => object, writable = false): Row[] {
  return Object.keys(base).map((wire) => {
    const model = modelNames(base, wire, map)
    return { wire, model, write: writable ? model.flatMap((name) => writeField(name) ?? []) : [] }
  })
}

const baseUrl = 'https://wallabag.test'
const tables = {
  Entry: tableOf(entry, (wire) => entryFromWire(wire, baseUrl), true),
  Tag: tableOf(tag, tagWithCountFromWire),
  Annotation: tableOf(annotation, annotationFromWire),
  User: tableOf(user, userFromWire),
  Settings: tableOf(config, settingsFromWire),
  ServerInfo: tableOf(info, infoFromWire),
}

describe('what the server names and what the model names', () => {
  test('every name of an entry comes from a key of the wire', () => {
    const named = new Set(tables.Entry.flatMap(({ model }) => model))
    const names = Object.keys(entryFromWire(entry, baseUrl))
    expect(names.filter((name) => !named.has(name))).toEqual([])
  })

  test('every key of the wire is in the model, but for links and a schema version', () => {
    const lost = Object.values(tables)
      .flat()
      .filter(({ model }) => model.length === 0)
    expect(lost.map(({ wire }) => wire)).toEqual(['_links', 'annotator_schema_version'])
  })

  test('every field that can be written is a name of the model', () => {
    const fields = tables.Entry.flatMap(({ write }) => write)
    expect(fields).toEqual(
      expect.arrayContaining(Object.values(written).map(() => expect.any(String))),
    )
    expect([...fields].sort()).toEqual([...Object.keys(fieldsToWire(written)), 'tags'].sort())
  })

  test('stands in docs/fields.md as it is', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/fields.md')
  })
})

function page(): string {
  const code = (names: string[]) => names.map((name) => `\`${name}\``).join(' ')
  const section = ([title, rows]: [string, Row[]]) => {
    const isEntry = title === 'Entry'
    const lines = rows.map(({ wire, model, write }) => {
      const cells = [
        `\`${wire}\``,
        code(model) || (isEntry ? 'only in `raw`' : '–'),
        ...(isEntry ? [wire === 'url' ? '`url`, on creation' : code(write)] : []),
      ]
      return `| ${cells.join(' | ')} |`
    })
    const head = isEntry
      ? '| On the wire | In the model | Write field |\n| --- | --- | --- |'
      : '| On the wire | In the model |\n| --- | --- |'
    return `## ${title}\n\n${head}\n${lines.join('\n')}\n`
  }
  return `# Names of fields

What the server calls its fields, what the models call them, and by which field of a body an entry's are written (\`entries.save\`, \`entries.update\`). Dates are \`Date\`, flags are booleans, absent is \`null\`, \`httpStatus\` is a number, and \`authors\` has neither empty names nor spaces around them. An entry's JSON as it was received is \`entry.raw\`. \`publicUrl\` and \`viewUrl\` are made from \`uid\` and \`id\`.

This page is written by \`npx vitest run test/contract/fields.test.ts -u\`, and checked by every test run.

${Object.entries(tables).map(section).join('\n')}`
}

import { describe, InputError } from '../errors/index.js'
import { checkArticleUrl } from '../url/check-url.js'
import { languageToWire } from './language.js'
import { dateToWire } from './server-date.js'

/** What can be said of an entry, both when it is saved and when it is changed. */
export interface EntryFields {
  /** The title; not empty, since the server ignores an empty one. */
  title?: string | undefined
  /** The article as HTML; the server cleans it. */
  content?: string | undefined
  /** Whether it is archived (read). */
  archived?: boolean | undefined
  /** Whether it is starred. */
  starred?: boolean | undefined
  /** Whether it has a public link. */
  public?: boolean | undefined
  /** The language as a locale, such as `fr` or `pt_BR`. */
  language?: string | undefined
  /** The address of its picture, http or https. */
  previewPicture?: string | undefined
  /** When the article was published; sent in whole seconds. */
  publishedAt?: Date | undefined
  /** Who wrote it; the server joins with commas, so none may hold one. */
  authors?: readonly string[] | undefined
  /** The address that led to it. */
  originUrl?: string | undefined
}

/** The fields of an entry as the server's body names them; what is not given is not there. */
export type WireFields = Record<string, string | number>

type Writer = (value: unknown, name: string) => string | number

const writers: { readonly [Name in keyof Required<EntryFields>]: readonly [string, Writer] } = {
  title: ['title', textToWire],
  content: ['content', textToWire],
  archived: ['archive', flagToWire],
  starred: ['starred', flagToWire],
  public: ['public', flagToWire],
  language: ['language', languageToWire],
  previewPicture: ['preview_picture', checkArticleUrl],
  publishedAt: ['published_at', momentToWire],
  authors: ['authors', authorsToWire],
  originUrl: ['origin_url', textToWire],
}

/**
 * Checks the fields of an entry and writes them as the server wants them.
 *
 * @throws InputError for what the server would silently ignore or misread, and for unknown names.
 */
export function fieldsToWire(fields: EntryFields, alsoKnown: readonly string[] = []): WireFields {
  const wire: WireFields = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || alsoKnown.includes(name)) continue
    const writer = isField(name) ? writers[name] : null
    if (!writer) throw refuse(name, `there is no such field; known are ${known(alsoKnown)}.`)
    const [wireName, write] = writer
    wire[wireName] = write(value, name)
  }
  return wire
}

function isField(name: string): name is keyof EntryFields {
  return Object.hasOwn(writers, name)
}

function known(alsoKnown: readonly string[]): string {
  return [...Object.keys(writers), ...alsoKnown].join(', ')
}

function textToWire(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  const why =
    value === '' || value === null ? ' The server cannot clear this field: it ignores it.' : ''
  throw refuse(name, `expected some text, received ${describe(value)}.${why}`)
}

/** As numbers: the server takes the word `false` for true (Q14). */
function flagToWire(value: unknown, name: string): number {
  if (typeof value === 'boolean') return value ? 1 : 0
  throw refuse(name, `expected true or false, received ${describe(value)}.`)
}

function momentToWire(value: unknown, name: string): number {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return dateToWire(value)
  throw refuse(name, `expected a valid Date, received ${describe(value)}.`)
}

function authorsToWire(value: unknown, name: string): string {
  if (!Array.isArray(value) || value.length === 0) {
    throw refuse(name, `expected a list of names, received ${describe(value)}.`)
  }
  for (const author of value) {
    if (typeof author === 'string' && author.trim() !== '' && !author.includes(',')) continue
    throw refuse(name, `expected names without commas, received ${describe(author)}.`)
  }
  return value.map((author: string) => author.trim()).join(',')
}

function refuse(name: string, message: string): InputError {
  return new InputError('invalid_input', `${name}: ${message}`)
}

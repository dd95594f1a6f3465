import { type InputError, noSuch, unexpectedInput } from '../errors/index.js'
import { checkArticleUrl } from '../url/check-url.js'
import { languageToWire } from './language.js'
import { dateToWire } from './server-date.js'

/** What can be said of an entry, both when it is saved and when it is changed. */
export interface EntryFields {
  /** The title; not empty, since the server ignores an empty one. */
  title?: string | undefined
  /** The article as HTML; the server cleans it. */
  content?: string | undefined
  /** Whether it is archived (read); `true` makes `archivedAt` now, also when it was archived already. */
  archived?: boolean | undefined
  /** Whether it is starred; `true` makes `starredAt` now, also when it was starred already. */
  starred?: boolean | undefined
  /** Whether it has a public link. */
  public?: boolean | undefined
  /** The language as a locale, such as `fr` or `pt_BR`; the server ignores one that it does not know. */
  language?: string | undefined
  /** The address of its picture, http or https. */
  previewPicture?: string | undefined
  /**
   * When the article was published, in whole seconds; a server that is not in UTC takes the clock time
   * of UTC for its own, so that the date is off by as much when it is read later.
   */
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
    const writer = isEntryField(name) ? writers[name] : null
    if (!writer) throw unknownField(name, alsoKnown)
    const [wireName, write] = writer
    wire[wireName] = write(value, name)
  }
  return wire
}

/** Whether there is such a field of an entry. */
export function isEntryField(name: string): name is keyof EntryFields {
  return Object.hasOwn(writers, name)
}

function unknownField(name: string, alsoKnown: readonly string[]): InputError {
  return noSuch('invalid_input', 'field', name, [...Object.keys(writers), ...alsoKnown])
}

function textToWire(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  const isCleared = value === '' || value === null
  const why = isCleared ? 'The server cannot clear this field: it ignores it.' : undefined
  throw unexpectedInput(name, 'some text', value, why)
}

/** As numbers: the server takes the word `false` for true (Q14). */
function flagToWire(value: unknown, name: string): number {
  if (typeof value === 'boolean') return value ? 1 : 0
  throw unexpectedInput(name, 'true or false', value)
}

function momentToWire(value: unknown, name: string): number {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return dateToWire(value)
  throw unexpectedInput(name, 'a valid Date', value)
}

function authorsToWire(value: unknown, name: string): string {
  if (!Array.isArray(value) || value.length === 0) {
    throw unexpectedInput(name, 'a list of names', value)
  }
  for (const author of value) {
    if (typeof author === 'string' && author.trim() !== '' && !author.includes(',')) continue
    throw unexpectedInput(name, 'names without commas', author)
  }
  return value.map((author: string) => author.trim()).join(',')
}

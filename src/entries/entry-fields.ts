import {
  aFlag,
  checkOption,
  checkUnicode,
  InputError,
  noSuch,
  unexpectedInput,
} from '../errors/index.js'
import { checkArticleUrl } from '../values/article-url.js'
import { dateToWire, isMoment } from '../values/ids-and-dates.js'
import { filled, listToWire, normalizeLabels } from '../values/tag.js'

/**
 * A language as the server stores it: `pt-br` becomes `pt_BR`. The server silently ignores what it
 * does not know, including regions in lower case (quirk 18).
 *
 * @throws InputError for a text that is not a language tag.
 */
export function languageToWire(language: unknown, name = 'language'): string {
  try {
    if (typeof language !== 'string') throw new RangeError()
    const [canonical = ''] = Intl.getCanonicalLocales(language.replaceAll('_', '-'))
    return canonical.replaceAll('-', '_')
  } catch {
    throw unexpectedInput(name, 'a language such as “fr” or “pt_BR”', language)
  }
}

/** The fields of an entry that can be set, both when it is saved and when it is changed. */
export interface EntryFields {
  /** The title; it must not be empty, because the server ignores an empty title. */
  title?: string | undefined
  /** The article as HTML; the server cleans it. */
  content?: string | undefined
  /**
   * Whether it is archived (read). `update` with `true` sets `archivedAt` to now, even if the entry
   * is archived already.
   */
  archived?: boolean | undefined
  /**
   * Whether it is starred. `update` with `true` sets `starredAt` to now, even if the entry is
   * starred already.
   */
  starred?: boolean | undefined
  /** Whether it has a public link. */
  public?: boolean | undefined
  /** The language as a locale, such as `fr` or `pt_BR`; the server ignores one it does not know. */
  language?: string | undefined
  /** The address of its picture, http or https. */
  previewPicture?: string | undefined
  /**
   * When the article was published, in whole seconds. A server whose time zone is not UTC takes the
   * UTC time for its own local time, so the date it returns later is off by the difference.
   */
  publishedAt?: Date | undefined
  /** Who wrote it; a name must not contain a comma, because the server joins names with commas. */
  authors?: readonly string[] | undefined
  /** The address that led to the article. */
  originUrl?: string | undefined
}

/** The fields of an entry under their names in a request. Fields that are not given are absent. */
export type WireFields = Record<string, string | number | readonly string[]>

type Writer = (value: unknown, name: string) => string | number

const writers: { readonly [Name in keyof Required<EntryFields>]: readonly [string, Writer] } = {
  title: ['title', textToWire],
  // The server removes the blank that keeps a `0` from being ignored (quirk 3), but no paragraph.
  content: ['content', (value, name) => textToWire(value, name).replace(/^\s*0\s*$/, '<p>0</p>')],
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
 * Checks the fields of an entry and converts them for a request.
 *
 * @throws InputError for values that the server would silently ignore or misread, and for unknown
 *   names.
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

export function isEntryField(name: string): name is keyof EntryFields {
  return Object.hasOwn(writers, name)
}

function unknownField(name: string, alsoKnown: readonly string[]): InputError {
  return noSuch('invalid_input', 'field', name, [...Object.keys(writers), ...alsoKnown])
}

function textToWire(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return filled(checkUnicode(value, name))
  const isCleared = value === '' || value === null
  const why = isCleared ? 'The server cannot clear this field: it ignores it.' : undefined
  throw unexpectedInput(name, 'some text', value, why)
}

/** A flag as a number, because the server reads the word `false` as true (quirk 14). */
function flagToWire(value: unknown, name: string): number {
  checkOption(name, value, aFlag, 'invalid_input')
  return value ? 1 : 0
}

function momentToWire(value: unknown, name: string): number {
  if (isMoment(value)) return dateToWire(value)
  throw unexpectedInput(name, 'a valid Date before the year 10000', value)
}

function authorsToWire(value: unknown, name: string): string {
  if (!Array.isArray(value) || value.length === 0) {
    throw unexpectedInput(name, 'a list of names', value)
  }
  for (const author of value) {
    const isName = typeof author === 'string' && author.trim() !== '' && !author.includes(',')
    if (isName && checkUnicode(author, name)) continue
    throw unexpectedInput(name, 'names without commas', author)
  }
  return listToWire(value.map((author: string) => author.trim()))
}

/** The changes to make to an entry. */
export interface EntryChanges extends EntryFields {
  /** Labels that replace all tags of the entry; must not be empty (see `entries.clearTags`). */
  tags?: readonly string[] | undefined
}

/**
 * Checks changes and converts them for a request.
 *
 * @throws InputError for values that the server would silently ignore or misread, and for unknown
 *   names.
 */
export function changesToWire(changes: EntryChanges): WireFields {
  const fields = fieldsToWire(changes, ['tags'])
  return changes.tags === undefined
    ? fields
    : { ...fields, tags: listToWire(someLabels(changes.tags)) }
}

/** Refuses an empty list of labels, because the server ignores it (quirk 3). */
export function someLabels(labels: unknown): string[] {
  const normal = normalizeLabels(labels)
  if (normal.length > 0) return normal
  throw noLabels()
}

/** The error for an empty list of labels. */
export function noLabels(): InputError {
  return new InputError(
    'invalid_input',
    'tags: expected a list of at least one label.',
    'To remove all tags from an entry use `entries.clearTags`.',
  )
}

import type { WireTag, WireTagWithCount } from '../contract/entry-schemas.js'
import { checkUnicode, describe, InputError, unexpectedInput } from '../errors/index.js'

/**
 * The characters that PHP's `trim` removes. A no-break space is not among them, so it is part of a
 * label.
 */
const trimmed = /^[ \t\n\r\0\v]+|(?<![ \t\n\r\0\v])[ \t\n\r\0\v]+$/g

/**
 * Checks the label of a tag that may exist, and writes it as the server stores it: trimmed and in
 * lower case. Filters and deletions compare exactly (quirk 19), so it has to be done here. Each
 * letter is converted on its own, because the server does not convert a final sigma in another way
 * (quirk 71). A comma is allowed here, because other programs can create such labels, and they have
 * to be removable (quirk 70).
 *
 * @throws InputError for an empty label.
 */
export function existingLabel(label: unknown, name = 'label'): string {
  const kept = typeof label === 'string' ? label.replace(trimmed, '') : ''
  if (kept.trim() === '') throw unexpectedInput(name, 'a label', label)
  return [...checkUnicode(kept, name)].map((letter) => letter.toLowerCase()).join('')
}

/**
 * Checks a label that the server is to create or to filter by, and writes it as the server stores
 * it.
 *
 * @throws InputError for an empty label, or one with a comma, because the server would split it
 *   there.
 */
export function normalizeLabel(label: unknown, name = 'label'): string {
  const kept = existingLabel(label, name)
  if (kept.includes(',')) {
    throw new InputError(
      'invalid_input',
      `${name}: the server splits labels at commas; received ${describe(label)}.`,
      'Pass several labels as a list. One that has a comma can be removed, renamed and deleted, but not filtered by.',
    )
  }
  return kept
}

/** Labels without duplicates, as the server stores them. */
export function normalizeLabels(
  labels: unknown,
  name = 'tags',
  normalize = normalizeLabel,
): string[] {
  if (!Array.isArray(labels)) throw unexpectedInput(name, 'a list of labels', labels)
  return [...new Set(labels.map((label) => normalize(label, name)))]
}

/**
 * A text for the server, which treats `0` as empty and ignores it (quirk 3). With a blank it does
 * not. The server trims labels, and other texts are compared without the blank.
 */
export function filled(text: string): string {
  return text === '0' ? '0 ' : text
}

/** Labels or names as the server reads them: one text, separated by commas. */
export function listToWire(texts: readonly string[]): string {
  return filled(texts.join(','))
}

/**
 * Makes labels of texts from elsewhere, such as the categories of a feed: in lower case, without
 * repeats, and with a space in place of every comma, because the server would split a label there.
 * Texts without a letter or digit are left out.
 *
 * @param texts - The texts.
 * @returns Labels that every method accepts.
 * @throws InputError for anything that is not a list of texts.
 *
 * @example
 * ```ts
 * toLabels(['Bread, rolls', 'Cafés', '']) // ['bread rolls', 'cafés']
 * ```
 */
export function toLabels(texts: readonly string[]): string[] {
  if (!Array.isArray(texts)) throw unexpectedInput('texts', 'a list of texts', texts)
  const plain = texts.map((text: unknown) => {
    if (typeof text !== 'string') throw unexpectedInput('texts', 'texts', text)
    return text
      .replace(/\p{Surrogate}/gu, '')
      .replace(/[\s,]+/g, ' ')
      .trim()
  })
  return normalizeLabels(plain.filter(Boolean))
}

/** A tag. Labels are shared by all users of a server, and so are ids. */
export interface Tag {
  /** The tag's id. */
  readonly id: number
  /** The label, in lower case. */
  readonly label: string
  /** The label as it appears in web addresses, such as `t:cafe`. */
  readonly slug: string
}

/** A tag in the list of all tags. */
export interface TagWithCount extends Tag {
  /** How many of the user's entries have it; `null` on servers before 2.5.2. */
  readonly entryCount: number | null
}

export function tagFromWire({ id, label, slug }: WireTag): Tag {
  return { id, label, slug }
}

export function tagWithCountFromWire(wire: WireTagWithCount): TagWithCount {
  const count = wire.nbEntries === undefined ? null : Number(wire.nbEntries)
  return { ...tagFromWire(wire), entryCount: count }
}

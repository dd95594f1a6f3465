import type { WireTag, WireTagWithCount } from '../contract/entry-schemas.js'
import { checkUnicode, describe, InputError, unexpectedInput } from '../errors/index.js'

/** What PHP trims: no more, so that a label with a no-break space is another one. */
const trimmed = /^[ \t\n\r\0\v]+|(?<![ \t\n\r\0\v])[ \t\n\r\0\v]+$/g

/**
 * A label that there may be, as the server keeps it: trimmed and in lower case. Filters and deletions
 * compare exactly (quirk 19), so it is done here; letter by letter, since the server makes no other
 * sigma of the last one (quirk 71). Other programs can make labels with a comma, which have to be taken off (quirk 70).
 *
 * @throws InputError for an empty label.
 */
export function existingLabel(label: unknown, name = 'label'): string {
  const kept = typeof label === 'string' ? label.replace(trimmed, '') : ''
  if (kept.trim() === '') throw unexpectedInput(name, 'a label', label)
  return [...checkUnicode(kept, name)].map((letter) => letter.toLowerCase()).join('')
}

/**
 * A label for the server to make or to filter by.
 *
 * @throws InputError for an empty label, or one with a comma, at which the server would split it.
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

/** Labels without repeats, as the server keeps them. */
export function normalizeLabels(
  labels: unknown,
  name = 'tags',
  normalize = normalizeLabel,
): string[] {
  if (!Array.isArray(labels)) throw unexpectedInput(name, 'a list of labels', labels)
  return [...new Set(labels.map((label) => normalize(label, name)))]
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

/** A tag as it came, as a model. */
export function tagFromWire({ id, label, slug }: WireTag): Tag {
  return { id, label, slug }
}

/** A counted tag as it came, as a model. */
export function tagWithCountFromWire(wire: WireTagWithCount): TagWithCount {
  const count = wire.nbEntries === undefined ? null : Number(wire.nbEntries)
  return { ...tagFromWire(wire), entryCount: count }
}

import type { WireTag, WireTagWithCount } from '../wire/tag.js'

/** A tag. Labels are shared by all users of a server, and so are ids. */
export interface Tag {
  /** The tag's number. */
  readonly id: number
  /** The label, in lower case. */
  readonly label: string
  /** The label as it appears in web addresses, such as `t:cafe`. */
  readonly slug: string
}

/** A tag in the list of all tags. */
export interface TagWithCount extends Tag {
  /** How many of the user's entries have it; `null` from servers before 2.5.2. */
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

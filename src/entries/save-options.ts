import type { Entry } from './entry.js'
import type { EntryFields, WireFields } from './entry-fields.js'

/** What is saved along with an address. */
export interface SaveOptions extends EntryFields {
  /** Labels to add; those the entry has already stay. */
  tags?: readonly string[] | undefined
  /**
   * What to do when the address is saved already: `update` (the default) sets what is given and
   * keeps the rest, `skip` changes nothing, `error` fails with `already_exists`.
   */
  ifExists?: 'update' | 'skip' | 'error' | undefined
  /**
   * What to do when the answer was lost and the entry does not appear: `error` (the default) fails
   * with `ambiguous`, `retry` tries once more and names the duplicates that come of it.
   */
  ifAmbiguous?: 'error' | 'retry' | undefined
}

/** What a save did. */
export interface Saved {
  /** The entry as it is now. */
  readonly entry: Entry
  /** Whether this call created it; otherwise it was there. */
  readonly created: boolean
  /** Whether this call changed anything; `false` for an entry that was as it was wanted. */
  readonly changed: boolean
  /** The ids of other entries that a lost first try made of the same address; only with `ifAmbiguous: 'retry'`. */
  readonly duplicates: readonly number[]
}

/** A save whose input was checked. */
export interface SaveInput {
  readonly url: string
  readonly hash: string
  readonly options: SaveOptions
  /** The fields among the options as the server wants them. */
  readonly fields: WireFields
  readonly labels: readonly string[]
}

/** What a job over many saves knows, and wants to know. */
export interface SaveHints {
  /** What a look has found under the address; `undefined` when nobody has looked. */
  readonly id: number | null | undefined
  /** When an earlier process sent a create that may be running still, in milliseconds since 1970. */
  readonly begun: number | null
  /** Is called before a create is sent, which waits for it. */
  readonly begin: () => Promise<void>
}

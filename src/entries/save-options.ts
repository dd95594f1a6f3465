import type { Entry } from './entry.js'
import type { EntryFields, WireFields } from './entry-fields.js'

/** What to save along with an address. */
export interface SaveOptions extends EntryFields {
  /** Labels to add; the entry's other tags stay. */
  tags?: readonly string[] | undefined
  /**
   * What to do when the address is saved already: `update` (the default) sets the options you pass
   * and keeps the rest, `skip` changes nothing, `error` fails with `already_exists`.
   */
  ifExists?: 'update' | 'skip' | 'error' | undefined
  /**
   * What to do when the answer was lost and the entry does not appear: `error` (the default) fails
   * with `ambiguous`; `retry` tries once more and reports any duplicates.
   */
  ifAmbiguous?: 'error' | 'retry' | undefined
}

/** What a save did. */
export interface Saved {
  /** The entry as it is now. */
  readonly entry: Entry
  /** Whether this call created it; `false` if it existed already. */
  readonly created: boolean
  /** Whether this call changed anything; `false` if the entry already was as you wanted it. */
  readonly changed: boolean
  /**
   * The ids of further entries for the same address, made by a first attempt whose answer was lost;
   * only with `ifAmbiguous: 'retry'`.
   */
  readonly duplicates: readonly number[]
}

/** The checked input of a save. */
export interface SaveInput {
  readonly url: string
  readonly hash: string
  readonly options: SaveOptions
  /** The fields among the options, converted for a request. */
  readonly fields: WireFields
  readonly labels: readonly string[]
}

/** What a job with many saves already knows, and what it needs to be told. */
export interface SaveHints {
  /**
   * The id that was found for the address, `null` if there is none, `undefined` if it was not
   * looked for.
   */
  readonly id: number | null | undefined
  /**
   * When an earlier process sent a create that may still be running, in milliseconds since 1970.
   */
  readonly begun: number | null
  /** Called before a create is sent. The create waits for it. */
  readonly begin: () => Promise<void>
}

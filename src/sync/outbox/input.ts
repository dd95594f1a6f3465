/** What is saved along with an address. */
export interface QueuedSave {
  /** The title; the one that the server finds unless told. */
  title?: string | undefined
  /** Labels to add. */
  tags?: readonly string[] | undefined
  /** Whether it is archived (read). */
  archived?: boolean | undefined
  /** Whether it is starred. */
  starred?: boolean | undefined
}

/** Labels to add to an entry and to take off it. */
export interface TagChanges {
  /** Labels that the entry is to have. */
  add?: readonly string[] | undefined
  /** Labels that it is not to have. */
  remove?: readonly string[] | undefined
}

/** An entry to add. Times are Unix seconds. */
export interface SeedEntry {
  url: string
  title?: string | undefined
  content?: string | undefined
  tags?: readonly string[] | undefined
  archived?: boolean | undefined
  starred?: boolean | undefined
  public?: boolean | undefined
  language?: string | undefined
  authors?: readonly string[] | undefined
  publishedAt?: number | undefined
  previewPicture?: string | undefined
  originUrl?: string | undefined
  /** Default: now. */
  createdAt?: number | undefined
  /** Default: `createdAt`. */
  updatedAt?: number | undefined
  /** The user name of the owner; default: the first account. */
  user?: string | undefined
}

/** A range of an annotation as the server stores it. Empty values are null. */
interface ExportedRange {
  start?: string | null | undefined
  startOffset?: string | null | undefined
  end?: string | null | undefined
  endOffset?: string | null | undefined
}

/** An annotation of an exported entry. */
interface ExportedAnnotation {
  text: string | null
  quote: string | null
  /** Empty, or ranges. The server also stores a range without values. */
  ranges: ExportedRange[] | { [key: string]: ExportedRange }
}

/**
 * The entry to export, with the field names of the API (quirk 65). An entry from an answer of the
 * API can be passed as it is.
 */
export interface ExportedEntry {
  id: number
  uid: string | null
  title: string | null
  url: string | null
  origin_url: string | null
  given_url: string | null
  is_archived: number
  archived_at: string | null
  is_starred: number
  starred_at: string | null
  is_public: boolean
  content: string | null
  created_at: string
  updated_at: string
  published_at: string | null
  published_by: readonly (string | null)[] | null
  annotations: readonly ExportedAnnotation[] | null
  mimetype: string | null
  language: string | null
  reading_time: number
  domain_name: string | null
  preview_picture: string | null
  http_status: string | null
  headers: Readonly<Record<string, string>> | readonly string[] | null
  tags: readonly { label: string }[]
}

/** An account. Times are unix seconds. */
export interface User {
  id: number
  username: string
  password: string
  email: string
  /** The display name; null on default installations. */
  name: string | null
  createdAt: number
  updatedAt: number
  config: UserConfig
  taggingRules: TaggingRule[]
}

/** The values of `GET /api/config`. Nulls are left out of the answer. */
export interface UserConfig {
  id: number
  items_per_page: number
  language: string
  feed_token: string | null
  feed_limit: number | null
  reading_speed: number | null
  action_mark_as_read: number | null
  list_mode: number | null
  display_thumbnails: number | null
}

/** A rule such as `domainName = "blog.test"` and the tags that it adds. */
export interface TaggingRule {
  rule: string
  tags: string[]
}

/** An API client. */
export interface Client {
  id: number
  /** `<id>_<random>`, as it is sent in `client_id`. */
  clientId: string
  secret: string
  name: string
  grants: string[]
  /** The user who created it. */
  user: number
}

/** An access or refresh token. */
export interface Token {
  token: string
  client: number
  user: number
  /** Unix seconds. The token is still valid in this second. */
  expiresAt: number
}

/** A session of a browser. */
export interface Session {
  /** Null before the login. */
  user: number | null
  /** The token that a form must send back. */
  csrf: string
}

/** A tag. It is shared by all users. */
export interface Tag {
  id: number
  label: string
  slug: string
}

/** The position of an annotation. Null if it was not given. */
export interface Range {
  start: string | null
  startOffset: string | null
  end: string | null
  endOffset: string | null
}

/** An annotation. Times are unix seconds. */
export interface Annotation {
  id: number
  entry: number
  user: number
  text: string
  quote: string
  /** A list, or a map if a map was sent. */
  ranges: Range[] | { [key: string]: Range }
  createdAt: number
  updatedAt: number
}

/** An entry as the database stores it. Times are Unix seconds, `publishedAt` without its offset. */
export interface Entry {
  id: number
  user: number
  uid: string | null
  title: string | null
  url: string
  hashedUrl: string
  originUrl: string | null
  givenUrl: string | null
  hashedGivenUrl: string | null
  archived: boolean
  archivedAt: number | null
  starred: boolean
  starredAt: number | null
  content: string | null
  createdAt: number
  updatedAt: number
  publishedAt: number | null
  publishedBy: string[] | null
  mimetype: string | null
  language: string | null
  readingTime: number
  domainName: string | null
  previewPicture: string | null
  httpStatus: string | null
  headers: Record<string, string> | null
  /** Only 2.7.0-dev filters by it. It is never part of an answer. */
  notParsed: boolean
  /** The ids of its tags in the order in which the server lists them. */
  tags: number[]
}

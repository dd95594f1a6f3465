/** An account. Times are unix seconds. */
export interface User {
  id: number
  username: string
  password: string
  email: string
  /** The display name; null as on default installs. */
  name: string | null
  createdAt: number
  updatedAt: number
  config: UserConfig
  taggingRules: TaggingRule[]
}

/** What `GET /api/config` shows; null is left out of the answer. */
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

/** A rule like `domainName = "blog.test"` and the tags it gives. */
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
  /** The user who made it. */
  user: number
}

/** An access or refresh token. */
export interface Token {
  token: string
  client: number
  user: number
  /** Unix seconds; still good in this second. */
  expiresAt: number
}

/** What the server remembers of a browser. */
export interface Session {
  /** Null before the login. */
  user: number | null
  /** What a form has to send back. */
  csrf: string
}

/** A label; shared by all users. */
export interface Tag {
  id: number
  label: string
  slug: string
}

/** Where an annotation sits; null where nothing was given. */
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
  /** A list, unless a map was sent. */
  ranges: Range[] | { [key: string]: Range }
  createdAt: number
  updatedAt: number
}

/** An entry as the database holds it. Times are unix seconds, `publishedAt` without its offset. */
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
  /** Only 2.7.0-dev filters by it; never serialised. */
  notParsed: boolean
  /** Ids of its tags, in the order in which the server lists them. */
  tags: number[]
}

/** What a text holds as JSON, or `null` for none: the parser's error would show a piece of the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whether a value is an object with fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The kinds of error bodies that Wallabag and what stands before it send. */
export interface ErrorBody {
  /** `wallabag`: one of its three generations of JSON; `oauth`: `{error, error_description}`. */
  readonly kind: 'wallabag' | 'oauth' | 'other'
  /** The OAuth error code, such as `invalid_grant`. */
  readonly oauthError: string | null
  /** What it says in words, as it came: the secrets that it may echo come out before anything is cut. */
  readonly message: string | null
  /**
   * Whether it is, to the letter, what Wallabag answers with a 404. Gateways answer 404 as well, some
   * in these very words, so even this makes something a candidate for absence and no more.
   */
  readonly isNotFound: boolean
}

/** More than this nobody reads, and an endless page must not be searched. */
const longestRead = 4000

/** Reads an error body of any kind; never throws. */
export function readErrorBody(text: string): ErrorBody {
  const json = parseJson(text)
  if (!isRecord(json))
    return { kind: 'other', oauthError: null, message: titleOf(text), isNotFound: false }
  const { error, error_description: description } = json
  if (typeof error === 'string') {
    const message = typeof description === 'string' ? description : error
    // `{"error": "Server doesn't allow registrations"}` is Wallabag's own, without a description.
    return description === undefined
      ? { kind: 'wallabag', oauthError: null, message, isNotFound: false }
      : { kind: 'oauth', oauthError: error, message, isNotFound: false }
  }
  const message = frameworkMessage(json)
  const kind = message ? 'wallabag' : 'other'
  return { kind, oauthError: null, message, isNotFound: isNotFound(json) }
}

/** Whether an object is one of the three generations of Wallabag's 404, with nothing more in it (quirk 32). */
function isNotFound(json: Record<string, unknown>): boolean {
  const { error, code, message, type, title, status, detail } = json
  switch (keysOf(json)) {
    case 'code,message':
      return code === 404 && message === 'Not Found'
    case 'detail,status,title,type':
      return status === 404 && detail === 'Not Found' && isText(type) && isText(title)
    case 'error':
      if (!isRecord(error) || keysOf(error) !== 'code,message') return false
      return error['code'] === 404 && isText(error['message'])
    default:
      return false
  }
}

function keysOf(record: Record<string, unknown>): string {
  return Object.keys(record).sort().join()
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

/** `{error:{code,message}}` up to 2.6.2, `{type,title,status,detail}` up to 2.6.14, `{code,message}` after. */
function frameworkMessage(json: Record<string, unknown>): string | null {
  const { error, detail, message } = json
  if (isRecord(error)) {
    const inner = error['message']
    return typeof inner === 'string' ? inner : validationMessage(error)
  }
  if (typeof detail === 'string') return detail
  return typeof message === 'string' ? message : null
}

/** `{error: {username: ["already used"]}}`, the answer to a refused registration. */
function validationMessage(fields: Record<string, unknown>): string | null {
  const parts = Object.entries(fields).map(([field, said]) => `${field}: ${wordsOf(said)}`)
  return parts.length > 0 ? parts.join('; ') : null
}

/** What is deeper than a list has no words, and can make its own conversion to text fail. */
function wordsOf(said: unknown): string {
  return [said]
    .flat()
    .filter((one) => typeof one !== 'object')
    .join()
}

function titleOf(text: string): string | null {
  // Each search ends at the next tag, or a page of nothing but their beginnings would hold the process.
  const title = /<title[^<>]*>([^<]*)/i.exec(text)?.[1] ?? (text.startsWith('<') ? '' : text)
  return title.trim().slice(0, longestRead) || null
}

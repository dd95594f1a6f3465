import { isRecord } from '../contract/check.js'
import { isAnswer } from '../contract/checks.generated.js'
import { parseJson } from './json.js'

/** What the body of a refusal says, whoever wrote it. */
export interface ErrorBody {
  /** The OAuth error code, such as `invalid_grant`, or `null` where it is no OAuth error. */
  readonly oauthError: string | null
  /** What it says in words, as it came: the secrets that it may echo come out before anything is cut. */
  readonly message: string | null
  /**
   * Whether it is, to the letter, what Wallabag answers with a 404. Gateways answer 404 as well, some
   * in these very words, so even this makes something a candidate for absence and no more.
   */
  readonly isNotFound: boolean
}

/** No error of Wallabag's is nearly as long. */
const longestRead = 100_000

/** Reads an error body of any kind; never throws. */
export function readErrorBody(text: string): ErrorBody {
  const json = text.length > longestRead ? null : parseJson(text)
  return {
    oauthError: isAnswer('oauthError', json) ? json.error : null,
    message: isRecord(json) ? messageIn(json) : (titleOf(text) ?? (text || null)),
    isNotFound: isNotFound(json),
  }
}

/** Whether it is one of the three generations of Wallabag's 404, with nothing more in it (quirk 32). */
function isNotFound(json: unknown): boolean {
  if (!isRecord(json)) return false
  const { error, status, detail, code, message } = json
  switch (fieldsOf(json)) {
    case 'error':
      return isRecord(error) && fieldsOf(error) === 'code,message' && error['code'] === 404
    case 'detail,status,title,type':
      return status === 404 && detail === 'Not Found'
    case 'code,message':
      return code === 404 && message === 'Not Found'
    default:
      return false
  }
}

function fieldsOf(body: object): string {
  return Object.keys(body).sort().join()
}

/** The words of an object: where each generation of Wallabag has them, OAuth, and those that imitate them. */
function messageIn({ error, error_description, detail, message }: Record<string, unknown>) {
  if (isRecord(error)) {
    const inner = error['message']
    return typeof inner === 'string' ? inner : validationMessage(error)
  }
  // Without a description it is Wallabag's own, `{"error": "Server doesn't allow registrations"}`.
  const candidates = typeof error === 'string' ? [error_description, error] : [detail, message]
  return candidates.find((words) => typeof words === 'string') ?? null
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

/** The title of a page, or `null`; what the rest of it contains is unknown. */
export function titleOf(text: string): string | null {
  // Each search ends at the next tag, or a page of nothing but opening tags would block the process.
  return /<title[^<>]*>([^<]*)/i.exec(text)?.[1] ?? null
}

import { isRecord } from '../contract/check.js'
import { isAnswer } from '../contract/checks.generated.js'
import { parseJson } from './json.js'

/** What the body of an error answer says, whether it comes from Wallabag or a proxy. */
export interface ErrorBody {
  /** The OAuth error code, such as `invalid_grant`, or `null` if it is not an OAuth error. */
  readonly oauthError: string | null
  /**
   * The message as it came. It may contain secrets, which must be removed before it is shortened.
   */
  readonly message: string | null
  /**
   * Whether the body is exactly one that Wallabag sends with a 404. Some gateways send the same
   * body, so it is not yet a proof that the thing does not exist.
   */
  readonly isNotFound: boolean
}

/** Bodies longer than this are not parsed. No error of Wallabag is nearly as long. */
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

/**
 * Whether it is one of the three bodies that versions of Wallabag send with a 404, and has no other
 * keys (quirk 32).
 */
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

/**
 * Finds the message where one of the versions of Wallabag, OAuth, or a proxy that imitates them
 * puts it.
 */
function messageIn({ error, error_description, detail, message }: Record<string, unknown>) {
  if (isRecord(error)) {
    const inner = error['message']
    return typeof inner === 'string' ? inner : validationMessage(error)
  }
  // An `error` without a description is Wallabag's own: `{"error": "Server doesn't allow
  // registrations"}`.
  const candidates = typeof error === 'string' ? [error_description, error] : [detail, message]
  return candidates.find((words) => typeof words === 'string') ?? null
}

/** The message of a refused registration: `{error: {username: ["already used"]}}`. */
function validationMessage(fields: Record<string, unknown>): string | null {
  const parts = Object.entries(fields).map(([field, said]) => `${field}: ${wordsOf(said)}`)
  return parts.length > 0 ? parts.join('; ') : null
}

/**
 * Joins texts and flat lists. Anything nested deeper is left out, because its conversion to text
 * can throw.
 */
function wordsOf(said: unknown): string {
  return [said]
    .flat()
    .filter((one) => typeof one !== 'object')
    .join()
}

/**
 * The title of an HTML page, or `null`. The rest of the page is not read because it may contain
 * anything.
 */
export function titleOf(text: string): string | null {
  // Each class stops at the next tag; otherwise a page full of opening tags would take quadratic
  // time.
  return /<title[^<>]*>([^<]*)/i.exec(text)?.[1] ?? null
}

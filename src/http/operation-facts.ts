// What is known about each operation: whether it may be repeated, whether it is slow, and what a
// 404 means.
import type { ErrorCode } from '../errors/index.js'

interface OperationFacts {
  /**
   * Whether it may be repeated.
   *
   * - `read`: changes nothing. Repeated after any failure that may pass.
   * - `repeatable`: doing it twice has the same effect as doing it once (PATCH, DELETE, adding
   *   tags). Repeated in the same cases.
   * - `once`: doing it twice has another effect (a second entry, annotation or account). Repeated
   *   only if it was certainly not sent or certainly refused.
   */
  readonly repeat: 'read' | 'repeatable' | 'once'
  /** The server fetches pages or builds files during the request, so an attempt gets more time. */
  readonly slow?: boolean
  /** What a 404 of Wallabag means (default: the server does not know the route). */
  readonly notFound?: ErrorCode
}

/** Every operation of the API, by the `operationId` of the OpenAPI description. */
export const operations = {
  listEntries: { repeat: 'read', notFound: 'not_found_page' },
  getEntry: { repeat: 'read', notFound: 'not_found_entry' },
  createEntry: { repeat: 'once', slow: true },
  updateEntry: { repeat: 'repeatable', notFound: 'not_found_entry' },
  deleteEntry: { repeat: 'repeatable', notFound: 'not_found_entry' },
  reloadEntry: { repeat: 'repeatable', slow: true, notFound: 'not_found_entry' },
  entriesExist: { repeat: 'read' },
  exportEntry: { repeat: 'read', slow: true, notFound: 'not_found_entry' },
  listEntryTags: { repeat: 'read', notFound: 'not_found_entry' },
  addEntryTags: { repeat: 'repeatable', notFound: 'not_found_entry' },
  removeEntryTag: { repeat: 'repeatable', notFound: 'not_found_tag' },
  createEntries: { repeat: 'once', slow: true },
  // Of several entries with one address the server deletes one; a repeat would delete the next.
  deleteEntries: { repeat: 'once' },
  addTagsToEntries: { repeat: 'repeatable' },
  removeTagsFromEntries: { repeat: 'repeatable' },
  searchEntries: { repeat: 'read', notFound: 'not_found_page' },
  listTags: { repeat: 'read' },
  deleteTag: { repeat: 'repeatable', notFound: 'not_found_tag' },
  deleteTagByLabel: { repeat: 'repeatable', notFound: 'not_found_tag' },
  deleteTagsByLabel: { repeat: 'repeatable', notFound: 'not_found_tag' },
  listAnnotations: { repeat: 'read', notFound: 'not_found_entry' },
  createAnnotation: { repeat: 'once', notFound: 'not_found_entry' },
  updateAnnotation: { repeat: 'once', notFound: 'not_found_annotation' },
  deleteAnnotation: { repeat: 'once', notFound: 'not_found_annotation' },
  getUser: { repeat: 'read' },
  registerUser: { repeat: 'once' },
  getConfig: { repeat: 'read' },
  exportTaggingRules: { repeat: 'read' },
  getInfo: { repeat: 'read' },
  getVersion: { repeat: 'read' },
  /**
   * It may be repeated even with a single-use refresh token: if the token was used up, the repeat
   * is refused with a 400 and nothing is lost. It is a `read` because a failed sign-in changes
   * nothing in the library.
   */
  createToken: { repeat: 'read' },
  /** The requests of `wallabag.request`, whose effect is not known. */
  customRead: { repeat: 'read' },
  customWrite: { repeat: 'once' },
} as const satisfies Record<string, OperationFacts>

/** The name of an operation. */
export type Operation = keyof typeof operations

export function factsOf(operation: Operation): OperationFacts {
  return operations[operation]
}

/**
 * Statuses that may pass: the server or a proxy is busy, restarting or slow. 520 to 524 come from
 * Cloudflare.
 */
const passing = new Set([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])

export function isPassing(status: number): boolean {
  return passing.has(status)
}

/** Whether another attempt may follow an answer with this status. */
export function mayRepeatAfterStatus(operation: Operation, status: number): boolean {
  return factsOf(operation).repeat === 'once' ? status === 429 : isPassing(status)
}

/** Whether another attempt may follow a failure without an answer. */
export function mayRepeatAfterFailure(operation: Operation, sent: boolean): boolean {
  return !sent || factsOf(operation).repeat !== 'once'
}

/** Whether a failed attempt may have changed something on the server. */
export function isWrite(operation: Operation): boolean {
  return factsOf(operation).repeat !== 'read'
}

// What is known of each operation: may it be repeated, is it slow, what does its 404 mean?
import type { ErrorCode } from '../errors/index.js'

/** What is known of an operation, beside where and how it is sent. */
interface OperationFacts {
  /**
   * How it may be repeated.
   *
   * - `read`: changes nothing; repeated after any failure that may pass.
   * - `repeatable`: doing it twice is doing it once (PATCH, DELETE, adding tags); repeated likewise.
   * - `once`: doing it twice would show (a second entry, annotation or account); repeated only when it
   *   was certainly never sent or certainly refused.
   */
  readonly repeat: 'read' | 'repeatable' | 'once'
  /** The server fetches pages or builds files within the request, so one attempt needs more time. */
  readonly slow?: boolean
  /** What a 404 of Wallabag's own means (default: that the server does not know the address). */
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
  // Of several copies of an address one goes: a repeat would take the next.
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
   * A single-use refresh token that was spent unseen answers 400 on the repeat: nothing is lost by
   * asking. It is a `read`, since a failed sign-in has changed nothing that anybody asked for.
   */
  createToken: { repeat: 'read' },
  /** What `wallabag.request` sends: nobody knows what it does twice. */
  customRead: { repeat: 'read' },
  customWrite: { repeat: 'once' },
} as const satisfies Record<string, OperationFacts>

/** The name of an operation. */
export type Operation = keyof typeof operations

/** What is known of an operation. */
export function factsOf(operation: Operation): OperationFacts {
  return operations[operation]
}

/**
 * Statuses that say “perhaps later”: the server or the proxy before it is busy, restarting or slow;
 * 520 to 524 are Cloudflare's.
 */
const passing = new Set([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])

/** Whether what an answer with this status says may be over later. */
export function isPassing(status: number): boolean {
  return passing.has(status)
}

/** Whether an answer with this status may be followed by another attempt. */
export function mayRepeatAfterStatus(operation: Operation, status: number): boolean {
  return factsOf(operation).repeat === 'once' ? status === 429 : isPassing(status)
}

/** Whether a failure without an answer may be followed by another attempt. */
export function mayRepeatAfterFailure(operation: Operation, sent: boolean): boolean {
  return !sent || factsOf(operation).repeat !== 'once'
}

/** Whether a failed attempt can have changed something on the server. */
export function isWrite(operation: Operation): boolean {
  return factsOf(operation).repeat !== 'read'
}

import type { ErrorCode } from '../errors/index.js'

/** How an operation may be repeated. */
type Policy = 'read' | 'repeatable' | 'once'

/**
 * Every operation of the API, by the `operationId` of the OpenAPI description, with how it may be
 * repeated. This is the whole retry policy.
 *
 * - `read`: changes nothing; repeated after any failure that may pass.
 * - `repeatable`: doing it twice is doing it once (PATCH, DELETE, adding tags); repeated likewise.
 * - `once`: doing it twice would show (a second entry, annotation or account); repeated only when it
 *   was certainly never sent or certainly refused.
 */
export const policy = {
  listEntries: 'read',
  getEntry: 'read',
  createEntry: 'once',
  updateEntry: 'repeatable',
  deleteEntry: 'repeatable',
  reloadEntry: 'repeatable',
  entriesExist: 'read',
  exportEntry: 'read',
  listEntryTags: 'read',
  addEntryTags: 'repeatable',
  removeEntryTag: 'repeatable',
  createEntries: 'once',
  // Of several copies of an address one goes: a repeat would take the next.
  deleteEntries: 'once',
  addTagsToEntries: 'repeatable',
  removeTagsFromEntries: 'repeatable',
  searchEntries: 'read',
  listTags: 'read',
  deleteTag: 'repeatable',
  deleteTagByLabel: 'repeatable',
  deleteTagsByLabel: 'repeatable',
  listAnnotations: 'read',
  createAnnotation: 'once',
  updateAnnotation: 'once',
  deleteAnnotation: 'once',
  getUser: 'read',
  registerUser: 'once',
  getConfig: 'read',
  exportTaggingRules: 'read',
  getInfo: 'read',
  getVersion: 'read',
  /**
   * A single-use refresh token that was spent unseen answers 400 on the repeat: nothing is lost by
   * asking. It is a `read`, since a failed sign-in has changed nothing that anybody asked for.
   */
  createToken: 'read',
  /** What `wallabag.request` sends: nobody knows what it does twice. */
  customRead: 'read',
  customWrite: 'once',
} as const satisfies Record<string, Policy>

/** The name of an operation. */
export type Operation = keyof typeof policy

/** These make the server fetch pages or build files inside the request. */
const slow: readonly Operation[] = ['createEntry', 'reloadEntry', 'exportEntry', 'createEntries']

/** Whether one attempt needs more patience than usual. */
export function isSlow(operation: Operation): boolean {
  return slow.includes(operation)
}

/**
 * Statuses that say “perhaps later”: the server or the proxy before it is busy, restarting or slow;
 * 520 to 524 are Cloudflare's.
 */
const passing = new Set([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])

/** Whether an answer with this status may be followed by another attempt. */
export function mayRepeatAfterStatus(operation: Operation, status: number): boolean {
  return policy[operation] === 'once' ? status === 429 : passing.has(status)
}

/** Whether a failure without an answer may be followed by another attempt. */
export function mayRepeatAfterFailure(operation: Operation, sent: boolean): boolean {
  return !sent || policy[operation] !== 'once'
}

/** Whether a failed attempt can have changed something on the server. */
export function isWrite(operation: Operation): boolean {
  return policy[operation] !== 'read'
}

/** What a 404 of Wallabag's own means, by what was asked for. */
export const missing: Partial<Record<Operation, ErrorCode>> = {
  getEntry: 'not_found_entry',
  updateEntry: 'not_found_entry',
  deleteEntry: 'not_found_entry',
  reloadEntry: 'not_found_entry',
  exportEntry: 'not_found_entry',
  listEntryTags: 'not_found_entry',
  addEntryTags: 'not_found_entry',
  removeEntryTag: 'not_found_tag',
  deleteTag: 'not_found_tag',
  deleteTagByLabel: 'not_found_tag',
  deleteTagsByLabel: 'not_found_tag',
  listAnnotations: 'not_found_entry',
  createAnnotation: 'not_found_entry',
  updateAnnotation: 'not_found_annotation',
  deleteAnnotation: 'not_found_annotation',
  listEntries: 'not_found_page',
  searchEntries: 'not_found_page',
}

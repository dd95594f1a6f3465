/**
 * Every operation of the API, by the `operationId` of the OpenAPI description, with how it may be
 * repeated and how long one attempt may take. This is the whole retry policy.
 *
 * - `read`: changes nothing; repeated after any failure that may pass.
 * - `repeatable`: doing it twice is doing it once (PATCH, DELETE, adding tags); repeated likewise.
 * - `once`: doing it twice would show (a second entry, annotation or account); repeated only when it
 *   was certainly never sent or certainly refused.
 *
 * `slow` operations make the server fetch pages or build files inside the request.
 */
export const policy = {
  listEntries: { repeat: 'read', slow: false },
  getEntry: { repeat: 'read', slow: false },
  createEntry: { repeat: 'once', slow: true },
  updateEntry: { repeat: 'repeatable', slow: false },
  deleteEntry: { repeat: 'repeatable', slow: false },
  reloadEntry: { repeat: 'repeatable', slow: true },
  entriesExist: { repeat: 'read', slow: false },
  exportEntry: { repeat: 'read', slow: true },
  listEntryTags: { repeat: 'read', slow: false },
  addEntryTags: { repeat: 'repeatable', slow: false },
  removeEntryTag: { repeat: 'repeatable', slow: false },
  createEntries: { repeat: 'once', slow: true },
  deleteEntries: { repeat: 'repeatable', slow: false },
  addTagsToEntries: { repeat: 'repeatable', slow: false },
  removeTagsFromEntries: { repeat: 'repeatable', slow: false },
  searchEntries: { repeat: 'read', slow: false },
  listTags: { repeat: 'read', slow: false },
  deleteTag: { repeat: 'repeatable', slow: false },
  deleteTagByLabel: { repeat: 'repeatable', slow: false },
  deleteTagsByLabel: { repeat: 'repeatable', slow: false },
  listAnnotations: { repeat: 'read', slow: false },
  createAnnotation: { repeat: 'once', slow: false },
  updateAnnotation: { repeat: 'once', slow: false },
  deleteAnnotation: { repeat: 'once', slow: false },
  getUser: { repeat: 'read', slow: false },
  registerUser: { repeat: 'once', slow: false },
  getConfig: { repeat: 'read', slow: false },
  exportTaggingRules: { repeat: 'read', slow: false },
  getInfo: { repeat: 'read', slow: false },
  getVersion: { repeat: 'read', slow: false },
  /**
   * A single-use refresh token that was spent unseen answers 400 on the repeat: nothing is lost by
   * asking. It is a `read`, since a failed sign-in has changed nothing that anybody asked for.
   */
  createToken: { repeat: 'read', slow: false },
  /** What `wallabag.request` sends: nobody knows what it does twice. */
  customRead: { repeat: 'read', slow: false },
  customWrite: { repeat: 'once', slow: false },
} as const satisfies Record<string, Policy>

/** How one operation may be repeated and how patient one attempt is. */
export interface Policy {
  readonly repeat: 'read' | 'repeatable' | 'once'
  readonly slow: boolean
}

/** The name of an operation. */
export type Operation = keyof typeof policy

/**
 * Statuses that say “perhaps later”: the server or the proxy before it is busy, restarting or slow;
 * 520 to 524 are Cloudflare's.
 */
const passing = new Set([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])

/** Whether an answer with this status may be followed by another attempt. */
export function mayRepeatAfterStatus(operation: Operation, status: number): boolean {
  return policy[operation].repeat === 'once' ? status === 429 : passing.has(status)
}

/** Whether a failure without an answer may be followed by another attempt. */
export function mayRepeatAfterFailure(operation: Operation, sent: boolean): boolean {
  return !sent || policy[operation].repeat !== 'once'
}

/** Whether a failed attempt can have changed something on the server. */
export function isWrite(operation: Operation): boolean {
  return policy[operation].repeat !== 'read'
}

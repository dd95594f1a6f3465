import type { ErrorCode } from '../errors/index.js'
import type { ErrorBody } from './error-body.js'
import type { Operation } from './policy.js'

/** What a 404 of Wallabag's own means, by what was asked for. */
const missing: Partial<Record<Operation, ErrorCode>> = {
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

/** What an answer that is no success means. */
export function codeOfAnswer(operation: Operation, status: number, body: ErrorBody): ErrorCode {
  if (status === 401) return body.oauthError === 'invalid_grant' ? 'token_revoked' : 'forbidden'
  if (status === 403 || status === 407) return 'forbidden'
  if (status === 404 && !body.isNotFound) return 'not_wallabag'
  if (status === 404) return missing[operation] ?? 'not_found_route'
  if (status === 405) return 'not_found_route'
  if (status === 413 || status === 414 || status === 431) return 'too_large'
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'server_error' : 'refused_by_server'
}

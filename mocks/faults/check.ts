import { checkNames } from '../check-names.js'
import type { Fault, FaultDetails, FaultRule } from './kinds.js'

const ruleNames: { readonly [Name in keyof Required<FaultRule>]: true } = {
  method: true,
  path: true,
  nth: true,
  probability: true,
  seed: true,
  times: true,
}

/** Whether rules have a property with this name. */
export function isRuleName(name: string): boolean {
  return Object.hasOwn(ruleNames, name)
}

/** Each kind with all its details, with the values that it has if only its name is given. */
export const namedFaults: {
  readonly [Kind in FaultDetails['kind']]: Extract<FaultDetails, { kind: Kind }>
} = {
  refused: { kind: 'refused' },
  'reset-before': { kind: 'reset-before' },
  unanswered: { kind: 'unanswered' },
  'reset-in-answer': { kind: 'reset-in-answer' },
  'reset-after': { kind: 'reset-after' },
  'closed-socket': { kind: 'closed-socket' },
  'slow-headers': { kind: 'slow-headers', ms: undefined },
  'slow-body': { kind: 'slow-body', ms: undefined },
  'truncated-json': { kind: 'truncated-json' },
  'wrong-content-type': { kind: 'wrong-content-type', contentType: undefined },
  'html-error': { kind: 'html-error', status: undefined },
  'timeout-done': { kind: 'timeout-done' },
  'timeout-later': { kind: 'timeout-later', seconds: undefined },
  busy: { kind: 'busy', status: undefined, retryAfter: undefined, form: undefined },
  'server-error': { kind: 'server-error', status: undefined, effect: undefined },
  unauthorized: { kind: 'unauthorized' },
  redirect: { kind: 'redirect', status: undefined, location: undefined },
  'damaged-gzip': { kind: 'damaged-gzip' },
  'wrong-shape': { kind: 'wrong-shape', json: undefined },
  'odd-entry': { kind: 'odd-entry', index: undefined, change: undefined },
  'endless-body': { kind: 'endless-body' },
  'gateway-404': { kind: 'gateway-404', form: undefined },
  'caps-pages': { kind: 'caps-pages', max: undefined },
  'loses-query': { kind: 'loses-query', names: undefined },
  'php-warning': { kind: 'php-warning', form: undefined, at: undefined, isBuffered: undefined },
  'other-entry': { kind: 'other-entry', id: undefined },
  'short-batch': { kind: 'short-batch', keep: undefined },
  'unreadable-entry': { kind: 'unreadable-entry', id: undefined, field: undefined },
  'old-version': { kind: 'old-version', version: undefined },
}

/**
 * Throws for a fault that the types do not allow, because plain JavaScript does not check types.
 */
export function checkFault(rule: FaultRule, fault: Fault): void {
  checkNames('rule of a fault', Object.keys(rule), Object.keys(ruleNames))
  if (typeof fault === 'function') return
  const kind = typeof fault === 'string' ? fault : fault.kind
  checkNames('fault', [kind], Object.keys(namedFaults))
  const detailsOf = (of: object) => Object.keys(of).filter((name) => name !== 'kind')
  if (typeof fault === 'string') return
  checkNames(`detail of the fault "${kind}"`, detailsOf(fault), detailsOf(namedFaults[kind]))
}

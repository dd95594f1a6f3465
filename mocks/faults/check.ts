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

/** What can be chosen about each kind. */
const detailNames: { readonly [Kind in FaultDetails['kind']]: readonly string[] } = {
  refused: [],
  'reset-before': [],
  unanswered: [],
  'reset-in-answer': [],
  'reset-after': [],
  'closed-socket': [],
  'slow-headers': ['ms'],
  'slow-body': ['ms'],
  'truncated-json': [],
  'wrong-content-type': ['contentType'],
  'html-error': ['status'],
  'timeout-done': [],
  'timeout-later': ['seconds'],
  busy: ['status', 'retryAfter', 'form'],
  'server-error': ['status', 'effect'],
  unauthorized: [],
  redirect: ['status', 'location'],
  'damaged-gzip': [],
  'wrong-shape': ['json'],
  'odd-entry': ['index', 'change'],
  'endless-body': [],
}

/** Throws for a fault that the types would refuse: plain JavaScript has none. */
export function checkFault(rule: FaultRule, fault: Fault): void {
  checkNames('rule of a fault', Object.keys(rule), Object.keys(ruleNames))
  if (typeof fault === 'function') return
  const { kind, ...details } = typeof fault === 'string' ? { kind: fault } : fault
  checkNames('fault', [kind], Object.keys(detailNames))
  checkNames(`detail of the fault "${kind}"`, Object.keys(details), detailNames[kind])
}

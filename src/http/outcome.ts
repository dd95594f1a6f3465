import type { Outcome } from '../errors/index.js'
import type { Failure } from './failure.js'
import { isWrite } from './policy.js'
import type { ApiRequest } from './request.js'

/** What happened to a request, for the conversion into an error. */
export interface Attempted {
  readonly request: ApiRequest
  readonly attempts: number
  /** Whether an attempt before the last one may have been applied although its answer was lost. */
  readonly uncertain: boolean
  /** The status of the last answer. */
  readonly status?: number
}

/** After an answer that is no success. */
export function afterStatus(attempted: Attempted, status: number): Outcome {
  return status >= 500 ? afterSilence(attempted) : afterNothing(attempted)
}

/** After an attempt without an answer, or without the whole of it. */
export function afterFailure(attempted: Attempted, { sent, status }: Failure): Outcome {
  if (!sent) return uncertain(attempted) ? 'unknown' : 'not-sent'
  if (status === null) return afterSilence(attempted)
  // The server had answered; only its words were lost.
  return status < 300 ? afterSuccess(attempted) : afterStatus(attempted, status)
}

/** The last attempt did nothing: what is left is what an earlier one may have done. */
export function afterNothing(attempted: Attempted): Outcome {
  if (uncertain(attempted)) return 'unknown'
  return attempted.attempts === 0 ? 'not-sent' : 'refused'
}

/** The last attempt may have done its work. */
export function afterSilence({ request }: Attempted): Outcome {
  return isWrite(request.operation) ? 'unknown' : 'refused'
}

/** The server said yes; only its words could not be used. */
export function afterSuccess({ request }: Attempted): Outcome {
  return isWrite(request.operation) ? 'applied' : 'refused'
}

function uncertain(attempted: Attempted): boolean {
  return attempted.uncertain && isWrite(attempted.request.operation)
}

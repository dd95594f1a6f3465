import type { Answer } from '../http/message.js'

/** How an answer reaches the client, if at all. */
export type Delivery =
  | { kind: 'failure'; failure: 'refused' | 'reset' | 'closed' }
  | {
      kind: 'answer'
      answer: Answer
      /** Milliseconds before the first byte. */
      delay?: number
      /** Milliseconds of pause in the middle of the body. */
      pause?: number
      /** Where the connection is reset. */
      reset?: 'middle' | 'end'
      /** Whether the body never ends. */
      isEndless?: boolean
      /** Whether the bytes are declared as gzip and are not. */
      isDamaged?: boolean
    }

/** The body of an answer as bytes. */
export function bytesOf({ body }: Pick<Answer, 'body'>): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
}

/** The JSON value of an answer; undefined if it is not JSON. */
export function jsonOf(answer: Pick<Answer, 'body'>): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytesOf(answer)))
  } catch {
    return undefined
  }
}

/** An object in JSON. */
export type JsonObject = { readonly [key: string]: unknown }

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

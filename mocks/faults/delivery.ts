import type { Answer } from '../http/message.js'

/** How an answer, or none, reaches the client. */
export type Delivery =
  | { kind: 'failure'; failure: 'refused' | 'reset' | 'closed' }
  | {
      kind: 'answer'
      answer: Answer
      /** Milliseconds until the first byte. */
      delay?: number
      /** Milliseconds in the middle of the body. */
      pause?: number
      /** Where the connection is reset. */
      reset?: 'middle' | 'end'
      /** What follows the body has no end. */
      isEndless?: boolean
      /** The bytes claim to be gzip and are not. */
      isDamaged?: boolean
    }

/** Waits; rejects with the signal's reason when it is aborted. */
export async function sleep(ms: number, signal?: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const done = () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }
    const timer = setTimeout(done, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** The body of an answer as bytes. */
export function bytesOf({ body }: Pick<Answer, 'body'>): Uint8Array<ArrayBuffer> {
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
}

/** The JSON in an answer; undefined if it is not JSON. */
export function jsonOf(answer: Pick<Answer, 'body'>): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytesOf(answer)))
  } catch {
    return undefined
  }
}

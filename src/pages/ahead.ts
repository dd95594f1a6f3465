import { AbortError } from '../errors/index.js'
import { onAbort } from '../http/on-abort.js'
import type { PageData } from '../operations/list.js'
import type { Walk } from './walk.js'

/** Runs a walk one page ahead of its reader; leaving it ends the requests that are under way. */
export async function* ahead<T>(
  walk: Walk<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<PageData<T>, void, undefined> {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const letGo = onAbort(signal, abort)
  if (signal?.aborted) abort()
  try {
    let coming = walk.next(controller.signal)
    for (;;) {
      const page = await coming
      if (!page) return
      // It may have come before the signal aborted, and who aborts wants no more of it.
      if (signal?.aborted) throw new AbortError('Reading on', { cause: signal.reason })
      coming = walk.next(controller.signal)
      // Its failure is met when its turn comes; until then nobody listens, which is no mistake.
      coming.catch(() => undefined)
      yield page
    }
  } finally {
    letGo()
    controller.abort()
  }
}

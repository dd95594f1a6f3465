import { apply } from './apply.js'
import type { EventBatches } from './event.js'
import { nextWatermark } from './rules.js'
import type { RunParts } from './run-parts.js'

/**
 * The first run: everything, by id, in big pages; one that was interrupted goes on where it was.
 * What changes meanwhile is stamped after the moment that is remembered here first, so the next run
 * reads it.
 *
 * @returns How many entries the server had at the end.
 */
export async function* fill(run: RunParts): EventBatches<number> {
  const { local, reader } = run
  const { mark } = local.state
  if (mark === 0) {
    const newest = await reader.newest()
    const seen = newest?.updatedAt ?? null
    const watermark = seen && nextWatermark(null, seen, reader.clocks.serverTime)
    await local.remember({ watermark, newest: newest?.id ?? null })
  }
  const after = mark > 0 ? { id: mark, count: local.known.size } : undefined
  let done = local.known.size
  let total = 0
  for await (const page of run.walk({}, after)) {
    yield* apply(run, page.items)
    await local.remember({ mark: page.ids.at(-1) ?? local.state.mark })
    total = page.total
    done += page.items.length
    run.progress('filling', done, total)
  }
  await local.remember({ filled: local.state.watermark !== null, mark: 0 })
  return total
}

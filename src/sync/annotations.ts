import { apply } from './apply.js'
import type { EventBatches } from './event.js'
import type { RunParts } from './run-parts.js'

/**
 * Reads the entries that have annotations again, since annotations change nothing else about an
 * entry (Q16); and those that had some when they were stored and are not among them any more.
 *
 * @throws InputError with code `unsupported` for servers before 2.6.14, which cannot list them.
 */
export async function* readAnnotated(run: RunParts): EventBatches {
  const before = [...run.local.annotated]
  const met = new Set<number>()
  for await (const page of run.walk({ annotated: true })) {
    for (const id of page.ids) met.add(id)
    yield* apply(run, page.items)
  }
  yield* readAgain(
    run,
    before.filter((id) => !met.has(id)),
  )
}

/** Reads single entries again; one that is gone is left to the steps that look for those. */
export async function* readAgain(run: RunParts, ids: readonly number[]): EventBatches {
  for (const id of ids) {
    const found = await run.find(id)
    if (found) yield* apply(run, [found.entry])
  }
}

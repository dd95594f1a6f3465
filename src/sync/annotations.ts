import { isWallabagError } from '../errors/index.js'
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
  const { reader, local } = run
  const before = [...local.annotated]
  const met = new Set<number>()
  let upTo = 0
  for await (const page of reader.walk({ annotated: true })) {
    run.noteUnreadable(page, upTo)
    upTo = page.ids.at(-1) ?? upTo
    for (const id of page.ids) met.add(id)
    yield* apply(run, page.items)
  }
  const others = before.filter((id) => !met.has(id))
  yield* readAgain(run, others)
}

/** Reads single entries again; one that is gone is left to the steps that look for those. */
export async function* readAgain(run: RunParts, ids: readonly number[]): EventBatches {
  for (const id of ids) {
    try {
      yield* apply(run, [(await run.reader.entry(id)).entry])
    } catch (error) {
      if (!isWallabagError(error) || error.code !== 'not_found_entry') throw error
    }
  }
}

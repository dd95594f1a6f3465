import { parts } from '../api/chunks.js'
import { isWallabagError } from '../errors/index.js'
import type { FullEntry } from './reader.js'
import type { RunContext } from './run.js'
import { pageSize } from './sizes.js'
import { contentPrefix } from './store.js'

/**
 * Failures that concern a single entry. After any other failure the next request would fail too.
 */
const aboutOne = new Set(['server_error', 'refused_by_server', 'unexpected_shape', 'forbidden'])

/**
 * Fetches entries with their content, some at once.
 *
 * @returns The entries by id: `null` if the entry is gone. Entries that could not be read are
 *   missing.
 */
export async function fetchContents(
  run: RunContext,
  ids: readonly number[],
): Promise<Map<number, FullEntry | null>> {
  const fetched = new Map<number, FullEntry | null>()
  const waiting = ids.values()
  let broken = false
  const fetchSome = async () => {
    for (const id of waiting) {
      if (broken) return
      try {
        fetched.set(id, await run.reader.find(id))
      } catch (error) {
        if (!isWallabagError(error) || !aboutOne.has(error.code)) {
          broken = true
          throw error
        }
        run.tally.failed(id, error)
      }
    }
  }
  await Promise.all(Array.from({ length: run.options.concurrency }, fetchSome))
  return fetched
}

/** The entries whose content this run still has to fetch. */
export async function missingContents(run: RunContext): Promise<number[]> {
  const { local, options } = run
  if (options.content === 'none') return []
  const missing = new Set(local.owed)
  if (options.content !== 'new') {
    const stored = new Set(await local.numbers(contentPrefix))
    for (const id of local.known) if (!stored.has(id)) missing.add(id)
  }
  const failed = new Set(run.tally.failures.map(({ id }) => id))
  const ids = [...missing].filter((id) => local.known.has(id) && !failed.has(id))
  if (options.content === 'new' || options.content === 'all') return ids
  const wanted: number[] = []
  for (const part of parts(ids, pageSize)) {
    const entries = await local.entries(part)
    for (const entry of entries.values()) if (options.wants(entry)) wanted.push(entry.id)
  }
  return wanted
}

import type { Context } from '../api/context.js'
import { walkEntries } from '../entries/ahead.js'
import type { EntrySummary } from '../entries/entry.js'
import { hashUrl } from '../values/hash.js'
import { Job, type RunningJob, type Work } from './job.js'
import type { JobOptions } from './job-options.js'
import { done, type Item } from './outcome.js'
import { openGiven } from './source.js'

/** Entries with the same address, as the server sees it. */
export interface DuplicateGroup {
  /** The address of the oldest entry. */
  readonly url: string | null
  /** The ids of the entries, oldest first. */
  readonly ids: readonly number[]
}

/** Finds entries that were saved more than once. */
export function duplicates(
  context: Context,
  options: JobOptions<DuplicateGroup>,
): Job<DuplicateGroup> {
  return new Job({
    context,
    options,
    identity: ['duplicates'],
    plan: () => work,
    open: async (job, checkpoint) =>
      openGiven(await findGroups(job), keyOf, checkpoint, options.expectAtMost),
  })
}

async function* work(
  items: AsyncIterable<Item<DuplicateGroup>>,
): AsyncGenerator<Work<DuplicateGroup>, void, undefined> {
  for await (const item of items) {
    yield async () => [done(item, 'find', { id: item.input.ids[0] ?? null })]
  }
}

function keyOf({ ids }: DuplicateGroup): string {
  return ids.join()
}

interface Group {
  readonly url: string | null
  readonly ids: number[]
  readonly hashes: string[]
}

/**
 * Walks the library and groups entries that share an address. An entry is found under the address
 * it was saved with and under the one it redirects to, so both hashes count, and a later entry can
 * join two groups.
 */
async function findGroups(job: RunningJob<never>): Promise<DuplicateGroup[]> {
  const groups = new Map<string, Group>()
  const all = walkEntries(job.context.api, new URLSearchParams(), () => job.scope())
  for await (const { items } of all) for (const entry of items) join(groups, entry)
  const several = [...new Set(groups.values())].filter(({ ids }) => ids.length > 1)
  return several
    .map(({ url, ids }) => ({ url, ids: ids.sort((a, b) => a - b) }))
    .sort((a, b) => (a.ids[0] ?? 0) - (b.ids[0] ?? 0))
}

function join(groups: Map<string, Group>, entry: EntrySummary): void {
  const { id, url, hashedUrl, hashedGivenUrl } = entry
  // Entries saved before 2.4 have no hash until an administrator creates the hashes.
  const ownHash = hashedUrl ?? (url === null ? null : hashUrl(url))
  const hashes = [ownHash, hashedGivenUrl].flatMap((hash) => hash ?? [])
  const known = new Set(hashes.flatMap((hash) => groups.get(hash) ?? []))
  const [first = { url, ids: [], hashes: [] }, ...others] = known
  const joining = [{ ids: [id], hashes }, ...others]
  for (const other of joining) {
    first.ids.push(...other.ids)
    first.hashes.push(...other.hashes)
    for (const hash of other.hashes) groups.set(hash, first)
  }
}

import type { EntrySummary, Wallabag } from 'wallabag-sdk'
import * as z from 'zod'
import { filterShape, isEverything, select } from './filter.js'
import { Refusal } from './results.js'
import { address } from './text.js'

/** The arguments that select the entries for a tool. */
export const targetShape = {
  ids: z.array(z.number().int().positive()).min(1).max(100).optional(),
  urls: z.array(z.string()).min(1).max(100).optional(),
  filter: z.strictObject(filterShape).optional().describe('As in find'),
  all: z.literal(true).optional().describe('The whole library'),
}

export type TargetArgs = z.infer<z.ZodObject<typeof targetShape>>

/** The selected entries. */
export interface Found {
  readonly entries: readonly EntrySummary[]
  /** The ids and addresses without an entry. */
  readonly missing: readonly string[]
}

/** Up to this many entries that are given by id or address are changed without confirmation. */
export const fewEntries = 10

/** The limit of a dry run, because it holds its entries in memory. */
const mostEntries = 20_000

/** Whether a call gives a few entries by id or address. */
export function namesFew({ ids, urls }: TargetArgs): boolean {
  return (ids ?? urls ?? []).length > 0 && (ids ?? urls ?? []).length <= fewEntries
}

/**
 * Finds the entries that a call selects.
 *
 * @throws Refusal if the selection is not clear, or has too many entries.
 */
export async function findTargets(
  wallabag: Wallabag,
  args: TargetArgs,
  signal: AbortSignal,
): Promise<Found> {
  const { ids, urls, filter, all } = args
  if ([ids, urls, filter, all].filter((given) => given !== undefined).length !== 1) {
    throw new Refusal('Say which entries: give one of ids, urls, filter and all.')
  }
  if (ids) return byId(wallabag, ids, signal)
  if (urls) return byUrl(wallabag, urls, signal)
  if (filter && isEverything(filter)) {
    throw new Refusal('The filter matches everything. For the whole library, pass all: true.')
  }
  const entries: EntrySummary[] = []
  for await (const entry of select(wallabag, filter ?? {}, signal)) {
    entries.push(entry)
    if (entries.length > mostEntries) {
      throw new Refusal(
        `These are more than ${mostEntries} entries. Narrow the filter, by date for example.`,
      )
    }
  }
  return { entries, missing: [] }
}

async function byId(
  wallabag: Wallabag,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<Found> {
  const { isWallabagError } = await import('wallabag-sdk')
  const missing: string[] = []
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => {
      try {
        return await wallabag.entries.get(id, { detail: 'metadata', signal })
      } catch (error) {
        if (!isWallabagError(error) || error.code !== 'not_found_entry') throw error
        missing.push(String(id))
        return null
      }
    }),
  )
  return { entries: found.filter((entry) => entry !== null), missing }
}

async function byUrl(
  wallabag: Wallabag,
  urls: readonly string[],
  signal: AbortSignal,
): Promise<Found> {
  const known = await wallabag.entries.idsOf(urls, { signal })
  const ids = [...known.values()].filter((id) => id !== null)
  const unknown = [...known].filter(([, id]) => id === null).map(([url]) => address(url) ?? url)
  const { entries, missing } = await byId(wallabag, ids, signal)
  return { entries, missing: [...unknown, ...missing] }
}

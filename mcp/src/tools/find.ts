import type { Entry, EntrySummary, Page, Wallabag } from 'wallabag-sdk'
import * as z from 'zod'
import {
  entryShape,
  type Filter,
  filterShape,
  localFilter,
  serverFilter,
  tell,
  tellLine,
} from '../filter.js'
import { result } from '../results.js'
import { type AddTool, handler, reads } from '../tool.js'

/** A filter that the server lacks is looked for in so many pages of this size, and no further. */
const mostPages = 3
const bigPage = 200

const inputSchema = z.object({
  ...filterShape,
  order: z.enum(['newest', 'oldest']).optional().describe('By when it was saved'),
  limit: z.number().int().min(1).max(100).default(20),
})

const outputSchema = z.object({
  entries: z.array(entryShape),
  total: z.number().nullable().describe('null: not known, as only a part was looked through'),
  looked: z.number().describe('How many entries were looked through'),
})

/** Adds `find`. */
export const addFind: AddTool = (server, service) => {
  server.registerTool(
    'find',
    {
      title: 'Find articles',
      description:
        'Find saved articles by words, state, tags, site, language or date; gives their numbers, titles and tags, without their text.',
      inputSchema,
      outputSchema,
      annotations: reads,
    },
    handler<z.infer<typeof inputSchema>>(service, async (args, ctx) => {
      const wallabag = await service.client()
      const { limit, order, ...filter } = args
      const fits = localFilter(filter)
      const found: EntrySummary[] = []
      let looked = 0
      let page: FoundPage | null = await firstPage(wallabag, filter, {
        oldest: (order ?? usualOrder(filter)) === 'oldest',
        perPage: fits && filter.words === undefined ? bigPage : limit,
        signal: ctx.mcpReq.signal,
      })
      const total = fits ? null : page.total
      for (let pages = 1; page; pages += 1) {
        looked += page.items.length
        found.push(...(fits ? page.items.filter(fits) : page.items))
        if (!fits || found.length >= limit || pages === mostPages) break
        page = await page.next()
      }
      const entries = found.slice(0, limit).map(tell)
      const head = total === null ? `${entries.length} found` : `${entries.length} of ${total}`
      return result({ entries, total, looked }, `${head}:`, ...entries.map(tellLine))
    }),
  )
}

/** What is wanted from before some day is nearer from the other end. */
function usualOrder({ savedBefore, savedAfter }: Filter): 'newest' | 'oldest' {
  return savedBefore !== undefined && savedAfter === undefined ? 'oldest' : 'newest'
}

type FoundPage = Page<Entry> | Page<EntrySummary>

interface How {
  readonly oldest: boolean
  readonly perPage: number
  readonly signal: AbortSignal
}

async function firstPage(
  wallabag: Wallabag,
  filter: Filter,
  { oldest, perPage, signal }: How,
): Promise<FoundPage> {
  if (filter.words !== undefined) {
    return await wallabag.search(filter.words, { perPage }, { signal })
  }
  const order = oldest ? 'asc' : 'desc'
  return await wallabag.entries.list({ ...serverFilter(filter), order, perPage }, { signal })
}

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
import { Refusal, result } from '../results.js'
import { type AddTool, handler, reads } from '../tool.js'

/** A filter that the server lacks is looked for in so many pages of this size, and no further. */
const mostPages = 3
const bigPage = 200

const inputSchema = z.object({
  ...filterShape,
  order: z.enum(['newest', 'oldest']).optional().describe('By when it was saved'),
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().optional().describe('What the find before gave; nothing else is needed'),
})

const outputSchema = z.object({
  entries: z.array(entryShape),
  total: z.number().nullable().describe('null: not known, as only a part was looked through'),
  looked: z.number().describe('How many entries were looked through'),
  cursor: z.string().optional().describe('Give it back to go on'),
})

type Search = Filter & { readonly order?: 'newest' | 'oldest' | undefined }

type FoundPage = Page<Entry> | Page<EntrySummary>

/** How far a find came. */
export interface Place {
  readonly page: FoundPage
  /** What fits of that page and was not told yet. */
  readonly left: readonly EntrySummary[]
  readonly filter: Search
}

/** Where a cursor leads; what is said beside it must not be another search. */
function placeOf(place: Place | null, search: Search): Place {
  const said = JSON.stringify(search)
  if (place && (said === '{}' || said === JSON.stringify(place.filter))) return place
  throw new Refusal(
    'There is no such cursor for this search: it is older than the last hundred, or this server was restarted. Find again without it.',
  )
}

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
      const { limit, cursor, ...search } = args
      const place = cursor === undefined ? null : placeOf(service.places.get(cursor), search)
      const filter = place?.filter ?? search
      const fits = localFilter(filter)
      const found = [...(place?.left ?? [])]
      let page = place?.page ?? null
      let looked = 0
      for (let pages = 1; pages <= mostPages && found.length < limit; pages += 1) {
        ctx.mcpReq.signal.throwIfAborted()
        const next = page
          ? await page.next()
          : await firstPage(await service.client(), filter, limit)
        if (!next) break
        page = next
        looked += page.items.length
        found.push(...(fits ? page.items.filter(fits) : page.items))
      }
      const entries = found.slice(0, limit).map(tell)
      const left = found.slice(limit)
      const more = page && (left.length > 0 || page.hasNext) ? { page, left, filter } : null
      const total = fits ? null : (page?.total ?? null)
      const told = { entries, total, looked, ...(more && { cursor: service.places.keep(more) }) }
      return result(
        told,
        `${entries.length}${total === null ? '' : ` of ${total}`}, ${looked} looked through:`,
        ...entries.map(tellLine),
        ...(told.cursor === undefined
          ? []
          : [`There may be more: find {"cursor":"${told.cursor}"}`]),
      )
    }),
  )
}

/** What is wanted from before some day is nearer from the other end. */
function usualOrder({ savedBefore, savedAfter }: Filter): 'newest' | 'oldest' {
  return savedBefore !== undefined && savedAfter === undefined ? 'oldest' : 'newest'
}

/** No signal goes along: the pages after this one are asked for by other calls. */
async function firstPage(wallabag: Wallabag, search: Search, limit: number): Promise<FoundPage> {
  const { order = usualOrder(search), ...filter } = search
  if (filter.words !== undefined) return await wallabag.search(filter.words, { perPage: limit })
  const perPage = localFilter(filter) ? bigPage : limit
  const how = { order: order === 'oldest' ? 'asc' : 'desc', perPage } as const
  return await wallabag.entries.list({ ...serverFilter(filter), ...how })
}

import type { Entry, EntrySummary, Page, Wallabag } from 'wallabag-sdk'
import * as z from 'zod'
import { entryShape, filterShape, localFilter, serverFilter, tell, tellLine } from '../filter.js'
import { Refusal, result } from '../results.js'
import { type AddTool, handler, reads } from '../tool.js'

/** If the server does not support a filter, this many pages are searched in one call. */
const mostPages = 3
const bigPage = 200

const inputSchema = z.strictObject({
  ...filterShape,
  order: z.enum(['newest', 'oldest']).optional().describe('By the time of saving'),
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().optional().describe('The cursor of the previous find; pass nothing else'),
})

const outputSchema = z.object({
  entries: z.array(entryShape),
  total: z.number().nullable().describe('null: unknown, because only a part was searched'),
  looked: z.number().describe('How many entries were searched'),
  cursor: z.string().optional().describe('Pass it to find to continue'),
})

const searchShape = z.object(filterShape).extend({ order: inputSchema.shape.order })

type Search = z.infer<typeof searchShape>

/**
 * How far a search came. The cursor contains all of it, so it stays valid when this server
 * restarts.
 */
const placeShape = z.object({
  search: searchShape,
  /** The cursor of the previous page. */
  after: z.string().optional(),
  /** The last returned entry of the page after that. */
  last: z.number().optional(),
  /** The page size of a search by words, whose cursor contains the number of the page. */
  size: z.number(),
  /** The time of the first call, from which ages are counted back. */
  at: z.number(),
})

type Place = z.infer<typeof placeShape>

/** Decodes a cursor. Other arguments, if given, must be those of its search. */
function placeOf(cursor: string, search: Search): Place {
  const { data } = placeShape.safeParse(jsonIn(cursor))
  const said = JSON.stringify(search)
  if (data && (said === '{}' || said === JSON.stringify(data.search))) return data
  throw new Refusal('This cursor does not belong to this search. Call find again without it.')
}

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return null
  }
}

export const addFind: AddTool = (server, service) => {
  server.registerTool(
    'find',
    {
      title: 'Find articles',
      description:
        'Find saved articles by words, state, tags, site, language or date; returns ids, titles and tags, without the text.',
      inputSchema,
      outputSchema,
      annotations: reads,
    },
    handler<z.infer<typeof inputSchema>>(service, async (args, ctx) => {
      const { limit, cursor, ...said } = args
      const start: Place =
        cursor === undefined ? { search: said, size: limit, at: Date.now() } : placeOf(cursor, said)
      const wallabag = await service.client()
      const fits = await localFilter(start.search, new Date(start.at))
      const found: EntrySummary[] = []
      let looked = 0
      let total: number | null = null
      let place: Place | null = start
      for (let pages = 0; place && pages < mostPages && found.length < limit; pages += 1) {
        const page = await pageAt(wallabag, place, fits ? bigPage : limit, ctx.mcpReq.signal)
        const items = untold(page.items, place)
        const fitting = fits ? items.filter(fits) : items
        const told = fitting.slice(0, limit - found.length)
        found.push(...told)
        looked += items.length
        total = fits ? null : page.total
        const { last: _, ...here }: Place = place
        if (told.length < fitting.length) place = { ...here, last: told.at(-1)?.id }
        else place = page.hasNext ? { ...here, after: page.cursor } : null
      }
      const entries = found.map(tell)
      const more = place && Buffer.from(JSON.stringify(place)).toString('base64url')
      const told = { entries, total, looked, ...(more && { cursor: more }) }
      return result(
        told,
        `${entries.length}${total === null ? '' : ` of ${total}`}, ${looked} searched:`,
        ...entries.map(tellLine),
        ...(more ? ['There may be more: call find with this cursor.'] : []),
      )
    }),
  )
}

/**
 * For a search before a day, the oldest entries come first by default, because they are nearer to
 * the results.
 */
function isAscending({ order, savedBefore, savedAfter }: Search): boolean {
  const usual = savedBefore !== undefined && savedAfter === undefined ? 'oldest' : 'newest'
  return (order ?? usual) === 'oldest'
}

/**
 * Requests the page after a place. Entries that were added or removed in the meantime do not shift
 * the pages, except in a search by words.
 */
async function pageAt(
  wallabag: Wallabag,
  { search, after, size, at }: Place,
  perPage: number,
  signal: AbortSignal,
): Promise<Page<Entry> | Page<EntrySummary>> {
  const { words } = search
  if (words !== undefined) return wallabag.search(words, { perPage: size, after }, { signal })
  const how = { order: isAscending(search) ? 'asc' : 'desc', perPage } as const
  const list = { ...serverFilter(search, new Date(at)), ...how }
  return wallabag.entries.list(list, { after, signal })
}

/** Returns the entries of a page that were not returned yet. */
function untold(items: readonly EntrySummary[], { last, search }: Place): readonly EntrySummary[] {
  if (last === undefined) return items
  if (search.words !== undefined) return items.slice(items.findIndex(({ id }) => id === last) + 1)
  return items.filter(({ id }) => (isAscending(search) ? id > last : id < last))
}

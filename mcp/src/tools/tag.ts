import type { ServerContext } from '@modelcontextprotocol/server'
import type { EntrySummary, TagWithCount, Wallabag } from 'wallabag-sdk'
import * as z from 'zod'
import { afterYes, type Proposal } from '../confirm.js'
import { countOf, sampleOf } from '../filter.js'
import { Refusal, result } from '../results.js'
import { line } from '../text.js'
import { type AddTool, handler, overwrites, reads } from '../tool.js'
import { manyShape } from './many.js'

const tagShape = z.object({ label: z.string(), entries: z.number().nullable() })

const outputSchema = z.object({
  ...manyShape,
  status: z.enum(['listed', ...manyShape.status.options]),
  tags: z.array(tagShape).optional().describe('The most used first'),
})

/** How many tags are listed at once. */
const mostTags = 200

/** Adds `tag`, with the actions that are allowed. */
export const addTag: AddTool = (server, service) => {
  const { readOnly, allowDelete } = service.settings
  const actions = readOnly
    ? (['list'] as const)
    : (['list', 'rename', 'merge', ...(allowDelete ? (['delete'] as const) : [])] as const)
  const inputSchema = z.strictObject({
    action: z.enum(actions).optional().describe('Required without confirm'),
    words: z.string().optional().describe('For list: only tags that contain this'),
    labels: z.array(z.string().min(1)).min(1).max(50).optional().describe('The tags to change'),
    to: z.string().min(1).optional().describe('The new name, for rename and merge'),
    confirm: z.string().optional().describe('The token of the dry run'),
  })
  type Args = z.infer<typeof inputSchema>
  const tool = 'tag'
  server.registerTool(
    tool,
    {
      title: 'Tags',
      description: readOnly
        ? 'List the tags of the library and how many articles have them.'
        : `List the tags of the library, rename one, merge several into one${allowDelete ? ', or delete some' : ''}; changes start with a dry run.`,
      inputSchema,
      outputSchema,
      annotations: readOnly ? reads : overwrites,
    },
    handler<Args>(service, async (args, ctx) => {
      const wallabag = await service.client()
      const { signal } = ctx.mcpReq
      const { action, to, labels = [] } = args
      if (action === 'list') return list(await wallabag.tags.list({ signal }), args.words)
      return afterYes({ service, server, ctx, tool, args }, async () => {
        if (action === undefined) throw new Refusal('action is missing: say what to do.')
        if (labels.length === 0) throw new Refusal('labels is missing: say which tags.')
        if (action === 'delete') return proposeDeletion(wallabag, labels, signal)
        if (to === undefined) throw new Refusal(`to is missing: ${action} needs a name.`)
        if (action === 'rename' && labels.length > 1) {
          throw new Refusal('rename takes one label. To combine several tags into one, use merge.')
        }
        return proposeMerge(wallabag, action, labels, to, signal)
      })
    }),
  )
}

function list(tags: readonly TagWithCount[], words = '') {
  const wanted = tags
    .filter(({ label }) => label.includes(words.trim().toLowerCase()))
    .sort((a, b) => (b.entryCount ?? 0) - (a.entryCount ?? 0))
  const told = wanted
    .slice(0, mostTags)
    .map(({ label, entryCount }) => ({ label: line(label, 80), entries: entryCount }))
  const left = wanted.length - told.length
  return result(
    { status: 'listed', count: wanted.length, tags: told },
    `${wanted.length} tags${left > 0 ? `, of which the first ${told.length}; say “words” for others` : ''}:`,
    told
      .map(({ label, entries }) => (entries === null ? label : `${label} (${entries})`))
      .join(', '),
  )
}

async function proposeMerge(
  wallabag: Wallabag,
  action: 'rename' | 'merge',
  labels: readonly string[],
  to: string,
  signal: AbortSignal,
): Promise<Proposal> {
  const entries = await entriesWith(wallabag, labels, signal)
  const old = labels.map((label) => `#${line(label, 60)}`).join(', ')
  const what = `${action} ${old} ${action === 'rename' ? 'to' : 'into'} #${line(to, 60)} on ${countOf(entries.size)}`
  return proposal(what, entries, async (ctx) => {
    const request = { signal: ctx.mcpReq.signal }
    await checkSame(wallabag, labels, entries, request.signal)
    const { changed } = await wallabag.tags.merge(labels, to, request)
    return result({ status: 'done', count: changed }, `Done: ${what}.`)
  })
}

async function proposeDeletion(
  wallabag: Wallabag,
  labels: readonly string[],
  signal: AbortSignal,
): Promise<Proposal> {
  const entries = await entriesWith(wallabag, labels, signal)
  const what = `delete ${labels.map((label) => `#${line(label, 60)}`).join(', ')} from ${countOf(entries.size)}`
  return proposal(what, entries, async (ctx) => {
    const request = { signal: ctx.mcpReq.signal }
    await checkSame(wallabag, labels, entries, request.signal)
    await wallabag.tags.deleteMany(labels, request)
    return result({ status: 'done', count: entries.size }, `Done: ${what}.`)
  })
}

type Entries = ReadonlyMap<number, EntrySummary>

function proposal(
  what: string,
  entries: Entries,
  run: (ctx: ServerContext) => Promise<ReturnType<typeof result>>,
): Proposal {
  return { what, count: entries.size, sample: sampleOf([...entries.values()]), run }
}

/** Finds the entries that have any of these tags. */
async function entriesWith(
  wallabag: Wallabag,
  labels: readonly string[],
  signal: AbortSignal,
): Promise<Entries> {
  const found = new Map<number, EntrySummary>()
  for (const label of labels) {
    for await (const entry of wallabag.entries.list({ tags: [label], perPage: 200 }, { signal })) {
      found.set(entry.id, entry)
    }
  }
  return found
}

/**
 * Refuses the change if other entries have the tags than in the dry run, because renaming or
 * deleting a tag affects all its entries.
 */
async function checkSame(
  wallabag: Wallabag,
  labels: readonly string[],
  agreed: Entries,
  signal: AbortSignal,
): Promise<void> {
  const now = await entriesWith(wallabag, labels, signal)
  if (now.size === agreed.size && [...now.keys()].every((id) => agreed.has(id))) return
  throw new Refusal(
    `Since the dry run other entries have these tags (${now.size}, there were ${agreed.size}). Nothing was changed. Do the dry run again.`,
  )
}

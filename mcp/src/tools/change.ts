import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'
import type { EntrySummary, JobOutcome, TagChanges, Target, TargetEntry } from 'wallabag-sdk'
import * as z from 'zod'
import { afterYes } from '../confirm.js'
import { countOf, hasTag, sampleOf } from '../filter.js'
import { Run, Tally } from '../job.js'
import { Refusal, result } from '../results.js'
import type { Service } from '../service.js'
import { findTargets, namesFew, targetShape } from '../targets.js'
import { line } from '../text.js'
import { type AddTool, handler, overwrites } from '../tool.js'
import { manyShape } from './many.js'

const labels = z.array(z.string().min(1)).min(1).max(20).optional()

const inputSchema = z.strictObject({
  ...targetShape,
  archived: z.boolean().optional(),
  starred: z.boolean().optional(),
  title: z.string().min(1).optional().describe('For one entry'),
  addTags: labels,
  removeTags: labels,
  confirm: z.string().optional().describe('The token of the dry run'),
  undo: z.string().optional().describe('The undo token of a change, to undo it'),
})

type Args = z.infer<typeof inputSchema>

const outputSchema = z.object({ ...manyShape, undo: z.string().optional() })

export const addChange: AddTool = (server, service) => {
  const tool = 'change'
  server.registerTool(
    tool,
    {
      title: 'Change articles',
      description:
        'Archive, star, tag or rename articles, or undo such a change; more than ten, or a filter, start with a dry run.',
      inputSchema,
      outputSchema,
      annotations: overwrites,
    },
    handler<Args>(service, async (args, ctx) => {
      if (args.undo !== undefined) return takeBack(service, args.undo, ctx)
      const propose = async () => {
        const wallabag = await service.client()
        const wish = checked(args)
        const { entries, missing } = await findTargets(wallabag, args, ctx.mcpReq.signal)
        const edits = entries.flatMap((entry) => editOf(entry, wish))
        const same = entries.length - edits.length
        const what = `${wordsOf(wish)} ${countOf(edits.length)}`
        const notes = [
          ...(same > 0 ? [`${same} already as wanted.`] : []),
          ...(missing.length > 0 ? [`Not found: ${missing.join(', ')}.`] : []),
        ]
        return {
          what,
          count: edits.length,
          sample: sampleOf(edits.map(({ entry }) => entry)),
          note: notes.join(' '),
          run: (ctx: ServerContext) => edit(service, ctx, what, edits, notes),
        }
      }
      return afterYes({ service, server, ctx, tool, args }, propose, namesFew(args))
    }),
  )
}

/** The requested change of an entry. */
interface Wish {
  readonly archived?: boolean | undefined
  readonly starred?: boolean | undefined
  readonly title?: string | undefined
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * The change that an entry needs, and the change that undoes it. Both have only the fields that
 * differ.
 */
interface Edit {
  readonly entry: EntrySummary
  readonly forth: Wish
  readonly back: Wish
}

function checked({
  archived,
  starred,
  title,
  addTags = [],
  removeTags = [],
  ids,
  urls,
}: Args): Wish {
  const wish = { archived, starred, title, add: addTags, remove: removeTags }
  if (isNothing(wish)) {
    throw new Refusal('Say what to change: archived, starred, title, addTags or removeTags.')
  }
  if (title !== undefined && (ids ?? urls)?.length !== 1) {
    throw new Refusal('title is for one entry: name it by ids or urls.')
  }
  return wish
}

function isNothing({ archived, starred, title, add, remove }: Wish): boolean {
  const values = [archived, starred, title]
  return values.every((value) => value === undefined) && add.length + remove.length === 0
}

/** Returns the change that an entry needs, or nothing if it needs none. */
function editOf(entry: EntrySummary, { archived, starred, title, add, remove }: Wish): Edit[] {
  const has = (label: string) => hasTag(entry, label)
  const forth = {
    archived: archived === entry.archived ? undefined : archived,
    starred: starred === entry.starred ? undefined : starred,
    title: title === entry.title ? undefined : title,
    add: add.filter((label) => !has(label)),
    remove: remove.filter(has),
  }
  if (isNothing(forth)) return []
  const back = {
    archived: forth.archived === undefined ? undefined : entry.archived,
    starred: forth.starred === undefined ? undefined : entry.starred,
    // The server cannot store an empty title, so an empty one cannot be restored.
    title: forth.title === undefined ? undefined : entry.title || undefined,
    add: forth.remove,
    remove: forth.add,
  }
  return [{ entry, forth, back }]
}

function wordsOf({ archived, starred, title, add, remove }: Wish): string {
  const parts = [
    archived === undefined ? [] : [archived ? 'archive' : 'unarchive'],
    starred === undefined ? [] : [starred ? 'star' : 'unstar'],
    title === undefined ? [] : [`rename to “${line(title, 60)}”`],
    add.length === 0 ? [] : [`tag #${add.map((label) => line(label, 40)).join(' #')} on`],
    remove.length === 0 ? [] : [`take #${remove.map((label) => line(label, 40)).join(' #')} off`],
  ]
  return parts.flat().join(' and ')
}

/**
 * Changes the entries. Even if this fails in the middle, an undo for the changes until then is
 * stored.
 */
async function edit(
  service: Service,
  ctx: ServerContext,
  what: string,
  edits: readonly Edit[],
  notes: readonly string[],
): Promise<CallToolResult> {
  const tally = new Tally()
  const touched = new Set<number>()
  let undo: string | undefined
  try {
    await apply(
      service,
      ctx,
      edits.map(({ entry, forth }) => [entry, forth]),
      tally,
      touched,
    )
  } finally {
    const back = edits.filter(({ entry }) => touched.has(entry.id))
    if (back.length > 0) {
      undo = service.undos.keep({
        tool: 'change',
        what,
        call: '',
        run: (ctx) => undoEdits(service, ctx, what, back),
      })
    }
  }
  return result(
    {
      status: 'done',
      count: touched.size,
      undo,
      ...(tally.failures > 0 && { failed: tally.failed }),
    },
    `Done: ${what}.`,
    ...notes,
    ...tally.lines(),
    ...(undo === undefined ? [] : [`To undo it: change {"undo":"${undo}"}`]),
  )
}

async function takeBack(
  service: Service,
  token: string,
  ctx: ServerContext,
): Promise<CallToolResult> {
  const intention = service.undos.take(token, 'change')
  if (intention) return intention.run(ctx)
  throw new Refusal(
    'There is no such change to undo: it has been undone, is older than the last twenty, or this server was restarted. “status” lists the changes that can be undone.',
  )
}

async function undoEdits(
  service: Service,
  ctx: ServerContext,
  what: string,
  edits: readonly Edit[],
): Promise<CallToolResult> {
  const tally = new Tally()
  const touched = new Set<number>()
  await apply(
    service,
    ctx,
    edits.map(({ entry, back }) => [entry, back]),
    tally,
    touched,
  )
  return result(
    {
      status: 'done',
      count: touched.size,
      ...(tally.failures > 0 && { failed: tally.failed }),
    },
    `Undone: ${what} (${touched.size} entries).`,
    ...tally.lines(),
  )
}

/** Applies changes to entries. Entries with the same change are sent together. */
async function apply(
  service: Service,
  ctx: ServerContext,
  wishes: readonly (readonly [EntrySummary, Wish])[],
  tally: Tally,
  touched: Set<number>,
): Promise<void> {
  const { entries } = await service.client()
  const fields = grouped(wishes, ({ archived, starred, title }) => ({ archived, starred, title }))
  const tags = grouped(
    wishes,
    ({ add, remove }): TagChanges => ({
      add: add.length > 0 ? add : undefined,
      remove: remove.length > 0 ? remove : undefined,
    }),
  )
  const total = [...fields, ...tags].reduce((sum, { targets }) => sum + targets.length, 0)
  const run = new Run(ctx, total)
  const look = async (outcome: JobOutcome<Target>) => {
    const isDone = await tally.isDone(outcome, String(outcome.id))
    if (isDone && outcome.id !== null) touched.add(outcome.id)
  }
  for (const { targets, change } of fields) {
    await run.job<Target>((options) => entries.updateMany(targets, change, options), look)
  }
  for (const { targets, change } of tags) {
    await run.job<Target>((options) => entries.tagMany(targets, change, options), look)
  }
}

interface Group<Change> {
  readonly change: Change
  readonly targets: TargetEntry[]
}

/** Groups entries by change, and leaves out those without one. */
function grouped<Change extends object>(
  wishes: readonly (readonly [EntrySummary, Wish])[],
  part: (wish: Wish) => Change,
): Group<Change>[] {
  const groups = new Map<string, Group<Change>>()
  for (const [{ id, url }, wish] of wishes) {
    const change = part(wish)
    const key = JSON.stringify(change)
    if (key === '{}') continue
    const group = groups.get(key) ?? { change, targets: [] }
    group.targets.push({ id, url })
    groups.set(key, group)
  }
  return [...groups.values()]
}

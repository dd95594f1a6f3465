import { basename } from 'node:path'
import type { ServerContext } from '@modelcontextprotocol/server'
import type { EntrySummary, Target } from 'wallabag-sdk'
import * as z from 'zod'
import { afterYes } from '../confirm.js'
import { countOf, sampleOf } from '../filter.js'
import { Run, Tally } from '../job.js'
import { Refusal, result } from '../results.js'
import type { Service } from '../service.js'
import { findTargets, namesFew, targetShape } from '../targets.js'
import { type AddTool, adds, handler } from '../tool.js'
import { manyShape } from './many.js'

const inputSchema = z.strictObject({
  ...targetShape,
  format: z.enum(['epub', 'pdf', 'txt', 'json', 'xml', 'csv']).default('epub'),
  confirm: z.string().optional().describe('The token of the dry run'),
})

type Args = z.infer<typeof inputSchema>

/** How many file names are listed. */
const toldFiles = 50

export const addExport: AddTool = (server, service) => {
  const tool = 'export'
  server.registerTool(
    tool,
    {
      title: 'Export articles',
      description:
        'Write articles to files in the folder that the person allowed, one file each; more than ten, or a filter, start with a dry run.',
      inputSchema,
      outputSchema: z.object({
        ...manyShape,
        folder: z.string().optional(),
        files: z.array(z.string()).optional(),
      }),
      annotations: adds,
    },
    handler<Args>(service, async (args, ctx) => {
      const propose = async () => {
        const wallabag = await service.client()
        const { entries, missing } = await findTargets(wallabag, args, ctx.mcpReq.signal)
        return {
          what: `export ${countOf(entries.length)} as ${args.format}`,
          count: entries.length,
          sample: sampleOf(entries),
          ...(missing.length > 0 && { note: `Not found: ${missing.join(', ')}.` }),
          run: (ctx: ServerContext) => write(service, ctx, entries, args.format, missing),
        }
      }
      return afterYes({ service, server, ctx, tool, args }, propose, namesFew(args))
    }),
  )
}

async function write(
  service: Service,
  ctx: ServerContext,
  entries: readonly EntrySummary[],
  format: Args['format'],
  missing: readonly string[],
) {
  const folder = service.settings.exportFolder
  if (folder === null) throw new Refusal('No folder is allowed.', 'forbidden')
  const { folderSink } = await import('wallabag-sdk/node')
  const wallabag = await service.client()
  const sink = folderSink(folder)
  const targets = entries.map(({ id, title }) => ({ id, title }))
  const tally = new Tally()
  const files: string[] = []
  await new Run(ctx, targets.length).job<Target>(
    (options) => wallabag.entries.exportMany(targets, format, sink, options),
    async (outcome) => {
      const isDone = await tally.isDone(outcome, String(outcome.id))
      if (isDone && outcome.file !== null) files.push(basename(outcome.file))
    },
  )
  const told = files.slice(0, toldFiles)
  return result(
    {
      status: 'done',
      count: files.length,
      folder,
      files: told,
      failed: tally.failures > 0 ? tally.failed : undefined,
      missing: [...missing],
    },
    `${files.length} files in ${folder}:`,
    ...told,
    ...(files.length > told.length ? [`… ${files.length - told.length} more`] : []),
    ...tally.lines(),
  )
}

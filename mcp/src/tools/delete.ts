import type { ServerContext } from '@modelcontextprotocol/server'
import type { Target } from 'wallabag-sdk'
import * as z from 'zod'
import { afterYes } from '../confirm.js'
import { countOf, sampleOf } from '../filter.js'
import { Run, Tally } from '../job.js'
import { result } from '../results.js'
import { findTargets, targetShape } from '../targets.js'
import { type AddTool, handler, overwrites } from '../tool.js'
import { manyShape } from './many.js'

const inputSchema = z.strictObject({
  ...targetShape,
  confirm: z.string().optional().describe('The token of the dry run'),
})

type Args = z.infer<typeof inputSchema>

export const addDelete: AddTool = (server, service) => {
  const tool = 'delete'
  server.registerTool(
    tool,
    {
      title: 'Delete articles',
      description:
        'Delete articles permanently, with their annotations; starts with a dry run, and cannot be undone.',
      inputSchema,
      outputSchema: z.object(manyShape),
      annotations: overwrites,
    },
    handler<Args>(service, async (args, ctx) =>
      afterYes({ service, server, ctx, tool, args }, async () => {
        const wallabag = await service.client()
        const { entries, missing } = await findTargets(wallabag, args, ctx.mcpReq.signal)
        const ids = entries.map(({ id }) => id)
        const what = `delete ${countOf(ids.length)} for ever`
        return {
          what,
          count: ids.length,
          sample: sampleOf(entries),
          ...(missing.length > 0 && { note: `Not found: ${missing.join(', ')}.` }),
          run: async (ctx: ServerContext) => {
            const tally = new Tally()
            let count = 0
            await new Run(ctx, ids.length).job<Target>(
              (options) => wallabag.entries.deleteMany(ids, options),
              async (outcome) => {
                if (await tally.isDone(outcome, String(outcome.id))) count += 1
              },
            )
            const failed = tally.failures > 0 ? tally.failed : undefined
            return result(
              { status: 'done', count, failed, missing: [...missing] },
              `Done: ${what} (${count} deleted).`,
              ...tally.lines(),
            )
          },
        }
      }),
    ),
  )
}

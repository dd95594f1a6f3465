import type { JobOutcome, SaveManyInput } from 'wallabag-sdk'
import * as z from 'zod'
import { entryShape, tell, tellLine } from '../filter.js'
import { Run } from '../job.js'
import { whyPrivate } from '../private-address.js'
import { explain, result } from '../results.js'
import { address } from '../text.js'
import { type AddTool, adds, handler } from '../tool.js'

const tags = z.array(z.string().min(1)).max(20)

const inputSchema = z.strictObject({
  articles: z
    .array(z.strictObject({ url: z.string().min(1), tags: tags.optional() }))
    .min(1)
    .max(50),
  tags: tags.optional().describe('For all of them'),
})

const savedShape = z.object({
  url: z.string(),
  status: z.enum(['saved', 'was there', 'refused', 'failed']),
  entry: entryShape.optional(),
  code: z.string().optional(),
  message: z.string().optional(),
})

const outputSchema = z.object({ saved: z.number(), articles: z.array(savedShape) })

type Told = z.infer<typeof savedShape>

export const addSave: AddTool = (server, service) => {
  server.registerTool(
    'save',
    {
      title: 'Save articles',
      description:
        'Save one or many web addresses, with tags; says which were already saved, and only adds the tags to those.',
      inputSchema,
      outputSchema,
      // Wallabag fetches the pages from the internet.
      annotations: { ...adds, openWorldHint: true },
    },
    handler<z.infer<typeof inputSchema>>(service, async ({ articles, tags: forAll = [] }, ctx) => {
      const told = new Map<string, Told>()
      const inputs = new Map<string, string[]>()
      for (const { url, tags = [] } of articles) {
        const why = service.settings.allowPrivate ? null : await whyPrivate(url, service.lookUp)
        if (why === null) {
          inputs.set(url, [...new Set([...(inputs.get(url) ?? []), ...forAll, ...tags])])
          continue
        }
        const message = `${why}, and is not saved. The person may allow it with --allow-private.`
        told.set(url, { url: address(url) ?? '', status: 'refused', code: 'forbidden', message })
      }
      const { entries } = await service.client()
      const list = [...inputs].map(([url, tags]) => ({ url, tags }))
      await new Run(ctx, list.length).job<SaveManyInput>(
        (options) => entries.saveMany(list, options),
        async (outcome) => {
          const { input } = outcome
          const url = typeof input === 'string' ? input : input.url
          told.set(url, await toldOf(url, outcome))
        },
      )
      // The results are in the order of the arguments, not in the order in which they were saved.
      const all = [...new Set(articles.map(({ url }) => url))].flatMap((url) => told.get(url) ?? [])
      const saved = all.filter(({ status }) => status === 'saved').length
      return result(
        { saved, articles: all },
        `${saved} of ${all.length} saved.`,
        ...all.map(lineOf),
      )
    }),
  )
}

async function toldOf(url: string, outcome: JobOutcome<SaveManyInput>): Promise<Told> {
  const { status, action, entry, error } = outcome
  const shown = address(url) ?? ''
  if (status === 'failed' || status === 'unknown') {
    const { code, message } = await explain(error)
    return { url: shown, status: 'failed', code, message }
  }
  const isNew = status === 'done' && action === 'create'
  return {
    url: shown,
    status: isNew ? 'saved' : 'was there',
    ...(entry && { entry: tell(entry) }),
  }
}

function lineOf({ url, status, entry, message }: Told): string {
  return `${status}: ${entry ? tellLine(entry) : url}${message ? ` (${message})` : ''}`
}

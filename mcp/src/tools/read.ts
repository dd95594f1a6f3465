import * as z from 'zod'
import { partOf, textOf } from '../article.js'
import { tell } from '../filter.js'
import { result } from '../results.js'
import { fenced, notice } from '../text.js'
import { type AddTool, handler, reads } from '../tool.js'

const inputSchema = z.strictObject({
  id: z.number().int().positive(),
  format: z.enum(['markdown', 'text']).default('markdown'),
  partLength: z.number().int().min(500).max(20_000).default(6000).describe('Characters of a part'),
  cursor: z.string().optional().describe('The cursor of the previous part'),
})

const outputSchema = z.object({
  id: z.number(),
  title: z.string(),
  url: z.string().nullable(),
  characters: z.number().describe('Length of the whole article'),
  text: z.string(),
  cursor: z.string().optional().describe('There is more: pass it to read'),
  notice: z.string(),
})

export const addRead: AddTool = (server, service) => {
  server.registerTool(
    'read',
    {
      title: 'Read an article',
      description:
        'Read the text of one article as Markdown or plain text, part by part; each part says how long the whole article is.',
      inputSchema,
      outputSchema,
      annotations: reads,
    },
    handler<z.infer<typeof inputSchema>>(
      service,
      async ({ id, format, partLength, cursor }, ctx) => {
        const { entries } = await service.client()
        const entry = await entries.get(id, { signal: ctx.mcpReq.signal })
        const { title, url } = tell(entry)
        const { text, characters, next } = partOf(await textOf(entry, format), partLength, cursor)
        const more = next === null ? '' : `There is more: read {"id":${id},"cursor":"${next}"}`
        return result(
          { id, title, url, characters, text, ...(next !== null && { cursor: next }), notice },
          fenced(`Article ${id}, ${characters} characters in all`, `${title}\n\n${text}`),
          ...(more ? [more] : []),
        )
      },
    ),
  )
}

import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { tell, tellLine } from './filter.js'
import type { Service } from './service.js'
import { fenced } from './text.js'

/** So many entries are told of one tag. */
const mostEntries = 50

/** Adds the resources: an article, the tags, and the articles of one. */
export function addResources(server: McpServer, service: Service): void {
  const mimeType = 'text/plain'
  server.registerResource(
    'tags',
    'wallabag://tags',
    { title: 'Tags', description: 'All tags, and how many articles have each.', mimeType },
    async (uri, ctx) => {
      const { tags } = await service.client()
      const all = await tags.list({ signal: ctx.mcpReq.signal })
      const lines = all.map(({ label, entryCount }) => `${label} (${entryCount ?? '?'})`)
      const text = fenced(`${all.length} tags`, lines.join('\n'))
      return { contents: [{ uri: uri.href, mimeType, text }] }
    },
  )
  server.registerResource(
    'tag',
    new ResourceTemplate('wallabag://tags/{label}', { list: undefined }),
    {
      title: 'Articles of a tag',
      description: 'The newest articles that have this tag.',
      mimeType,
    },
    async (uri, { label }, ctx) => {
      const { entries } = await service.client()
      const filter = { tags: [decodeURIComponent(String(label))], perPage: mostEntries }
      const page = await entries.list(filter, { signal: ctx.mcpReq.signal })
      const lines = page.items.map((entry) => tellLine(tell(entry)))
      const text = fenced(`${lines.length} of ${page.total} articles`, lines.join('\n'))
      return { contents: [{ uri: uri.href, mimeType, text }] }
    },
  )
}

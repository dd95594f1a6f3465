import {
  type McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import type { Entry } from 'wallabag-sdk'
import { partOf, textOf } from './article.js'
import { tell, tellLine } from './filter.js'
import { explain } from './results.js'
import type { Service } from './service.js'
import { fenced } from './text.js'

/** How many entries of a tag are listed. */
const mostEntries = 50

/** The length of an article in a resource. The tool `read` returns the rest. */
const mostCharacters = 50_000

/** Adds the resources: an article, the tags, and the articles with a tag. */
export function addResources(server: McpServer, service: Service): void {
  const mimeType = 'text/plain'
  server.registerResource(
    'article',
    new ResourceTemplate('wallabag://entries/{id}', { list: undefined }),
    {
      title: 'Article',
      description: 'The text of an article as Markdown, with its title, address and tags.',
      mimeType: 'text/markdown',
    },
    async (uri, { id }, ctx) => {
      const { entries } = await service.client()
      const entry = await found(uri, entries.get(Number(id), { signal: ctx.mcpReq.signal }))
      const { text, characters, next } = partOf(await textOf(entry, 'markdown'), mostCharacters)
      const told = tell(entry)
      const body = `${tellLine(told)}\n${told.url}\n\n${text}`
      const more = next === null ? '' : `\nThere is more: read {"id":${told.id},"cursor":"${next}"}`
      const whole = `${fenced(`Article ${told.id}, ${characters} characters in all`, body)}${more}`
      return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text: whole }] }
    },
  )
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

/**
 * Converts the error for an entry that does not exist, or an invalid id, into that of the protocol.
 */
async function found(uri: URL, entry: PromiseLike<Entry>): Promise<Entry> {
  try {
    return await entry
  } catch (error) {
    const { code } = await explain(error)
    if (code !== 'not_found_entry' && code !== 'invalid_input') throw error
    throw new ResourceNotFoundError(uri.href)
  }
}

import type { GetPromptResult, McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'

/** Adds prompts for common tasks in a library. */
export function addPrompts(server: McpServer): void {
  server.registerPrompt(
    'triage-unread',
    {
      title: 'Triage unread articles',
      description: 'Go through unread articles and decide for each: read, keep, or archive.',
      argsSchema: z.object({
        count: z
          .string()
          .regex(/^\d{1,3}$/)
          .optional()
          .describe('How many (default: 20)'),
      }),
    },
    ({ count = '20' }) =>
      ask(`Help me with my unread articles.
1. Find the ${count} that were saved longest ago and are unread (find: archived false, order oldest).
2. Group them by what they are about, each with its number, title and minutes. Read one only where its title does not say enough.
3. Propose for each group: read now, keep, or archive; and tags from those that I already use (tag: list).
4. Change nothing before I have said yes to a list of numbers.`),
  )
  server.registerPrompt(
    'tidy-tags',
    {
      title: 'Tidy tags',
      description: 'Find tags that mean the same thing, and propose what to rename and merge.',
    },
    () =>
      ask(`Help me to tidy my tags.
1. List them (tag: list).
2. Look for tags that mean the same: singular and plural, other spellings, other languages; and for tags on one article only.
3. Propose what to merge into what, and what to rename, with how many articles each step touches.
4. After my yes do one step at a time (tag: merge, rename), and say what it changed.`),
  )
}

function ask(text: string): GetPromptResult {
  return { messages: [{ role: 'user', content: { type: 'text', text } }] }
}

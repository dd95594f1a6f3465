import type { Annotation } from 'wallabag-sdk'
import * as z from 'zod'
import { Refusal, result } from '../results.js'
import { fenced, line } from '../text.js'
import { type AddTool, handler, overwrites, reads } from '../tool.js'

const noteShape = z.object({ note: z.number(), quote: z.string(), text: z.string() })

const outputSchema = z.object({
  notes: z.array(noteShape).optional(),
  done: z.string().optional(),
})

/** Adds `notes`, with the actions that are allowed. */
export const addNotes: AddTool = (server, service) => {
  const { readOnly, allowDelete } = service.settings
  const actions = readOnly
    ? (['list'] as const)
    : (['list', 'add', 'edit', ...(allowDelete ? (['delete'] as const) : [])] as const)
  const inputSchema = z.strictObject({
    action: z.enum(actions),
    id: z.number().int().positive().optional().describe('The article, for list and add'),
    quote: z.string().min(1).max(10_000).optional().describe('The passage of the article, for add'),
    text: z
      .string()
      .max(10_000)
      .optional()
      .describe('The text of the annotation, for add and edit'),
    note: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('The id of an annotation, for the other actions'),
  })
  server.registerTool(
    'notes',
    {
      title: 'Notes',
      description: readOnly
        ? 'List the annotations of an article.'
        : `List the annotations of an article, add one to a passage, edit${allowDelete ? ' or delete' : ''} one.`,
      inputSchema,
      outputSchema,
      annotations: readOnly ? reads : overwrites,
    },
    handler<z.infer<typeof inputSchema>>(
      service,
      async ({ action, id, quote, text, note }, ctx) => {
        const { signal } = ctx.mcpReq
        const { annotations, entries } = await service.client()
        if (action === 'list') {
          const notes = (await annotations.list(needed('id', id), { signal })).map(tellNote)
          const lines = notes.map(({ note, quote, text }) => `${note}: “${line(quote)}”: ${text}`)
          return result({ notes }, fenced(`${notes.length} notes`, lines.join('\n')))
        }
        if (action === 'add') {
          const words = needed('quote', quote)
          const entry = await entries.get(needed('id', id), { signal })
          if (entry.content === null) throw new Refusal(`Entry ${entry.id} has no text to quote.`)
          const { rangesOf } = await import('wallabag-sdk/annotations')
          const ranges = await rangesOf(entry.content, words)
          const input = { quote: words, text: text ?? '', ranges }
          const made = tellNote(await annotations.create(entry.id, input, { signal }))
          return result({ notes: [made], done: 'added' }, `Added note ${made.note}.`)
        }
        const number = needed('note', note)
        if (action === 'edit') {
          const made = await annotations.update(number, needed('text', text), { signal })
          return result({ notes: [tellNote(made)], done: 'edited' }, `Edited note ${number}.`)
        }
        await annotations.delete(number, { signal })
        return result({ done: 'deleted' }, `Deleted note ${number}.`)
      },
    ),
  )
}

function needed<T>(name: string, value: T | undefined): T {
  if (value !== undefined) return value
  throw new Refusal(`${name} is missing: this action needs it.`)
}

function tellNote({ id, quote, text }: Annotation) {
  return { note: id, quote: line(quote, 300), text: line(text, 1000) }
}

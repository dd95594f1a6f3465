import type { Diagnosis, RequestOptions, Wallabag } from 'wallabag-sdk'
import * as z from 'zod'
import { explain, result } from '../results.js'
import { line } from '../text.js'
import { type AddTool, handler, reads } from '../tool.js'

const outputSchema = z.object({
  ok: z.boolean(),
  server: z.string().nullable(),
  version: z.string().nullable(),
  user: z.string().nullable(),
  problems: z.array(z.object({ code: z.string(), message: z.string(), remedy: z.string() })),
  counts: z.object({ all: z.number(), unread: z.number(), starred: z.number() }).nullable(),
  allowed: z.object({
    change: z.boolean(),
    delete: z.boolean(),
    exportFolder: z.string().nullable(),
    privateAddresses: z.boolean(),
  }),
  undo: z
    .array(z.object({ undo: z.string(), what: z.string(), at: z.string() }))
    .describe('What change can undo, latest first'),
})

export const addStatus: AddTool = (server, service) => {
  server.registerTool(
    'status',
    {
      title: 'Status',
      description:
        'Say whether the server and the login work and what to do if not, how many articles there are, what is allowed here, and what can be undone.',
      inputSchema: z.object({}),
      outputSchema,
      annotations: reads,
    },
    handler(service, async (_, ctx) => {
      const { settings, undos } = service
      const allowed = {
        change: !settings.readOnly,
        delete: settings.allowDelete && !settings.readOnly,
        exportFolder: settings.readOnly ? null : settings.exportFolder,
        privateAddresses: settings.allowPrivate,
      }
      const undo = undos
        .list()
        .map(({ token, what, since }) => ({ undo: token, what, at: since.toISOString() }))
      const state = await look(() => service.client(), { signal: ctx.mcpReq.signal })
      const { ok, server, version, user, problems, counts } = state
      return result(
        { ...state, allowed, undo },
        ok ? `All well: ${user} on ${server}, Wallabag ${version}.` : 'Something is wrong.',
        ...problems.map(({ message, remedy }) => `${message} ${remedy}`),
        ...(counts
          ? [`${counts.all} articles, ${counts.unread} unread, ${counts.starred} starred.`]
          : []),
        ...undo.map(({ undo, what, at }) => `To undo “${what}” (${at}): change {"undo":"${undo}"}`),
      )
    }),
  )
}

/** The state of the server and the account. */
export interface State {
  readonly ok: boolean
  readonly server: string | null
  readonly version: string | null
  readonly user: string | null
  readonly problems: readonly {
    readonly code: string
    readonly message: string
    readonly remedy: string
  }[]
  readonly counts: {
    readonly all: number
    readonly unread: number
    readonly starred: number
  } | null
}

/** Checks whether there is a login, and whether it works. */
export async function look(
  client: () => Promise<Wallabag>,
  request: RequestOptions,
): Promise<State> {
  const unknown = { ok: false, server: null, version: null, user: null, counts: null }
  let wallabag: Wallabag
  try {
    wallabag = await client()
  } catch (error) {
    const { code, message } = await explain(error)
    return { ...unknown, problems: [{ code, message, remedy: '' }] }
  }
  const { ok, version, user, findings }: Diagnosis = await wallabag.diagnose(request)
  const problems = findings.map(({ code, message, remedy }) => ({ code, message, remedy }))
  const counts = ok ? await count(wallabag, request) : null
  return { ok, server: wallabag.url, version, user: user && line(user), problems, counts }
}

async function count(wallabag: Wallabag, request: RequestOptions) {
  const [all, unread, starred] = await Promise.all([
    wallabag.entries.count({}, request),
    wallabag.entries.count({ archived: false }, request),
    wallabag.entries.count({ starred: true }, request),
  ])
  return { all, unread, starred }
}

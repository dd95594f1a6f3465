import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import * as z from 'zod'
import type { Intention } from './pending.js'
import { Refusal, result } from './results.js'
import type { Service } from './service.js'

/** A call of a tool that may need a yes. */
export interface Call {
  readonly service: Service
  readonly server: McpServer
  readonly ctx: ServerContext
  readonly tool: string
  /** What the call was given. */
  readonly args: { readonly confirm?: string | undefined }
}

/** A dry run: what would be done, and how. */
export interface Proposal {
  /** What would be done, as in “archive 431 entries”. */
  readonly what: string
  /** How many entries it would touch. */
  readonly count: number
  /** Some of them, in a line each. */
  readonly sample: readonly string[]
  /** What else the person should know. */
  readonly note?: string
  readonly run: Intention['run']
}

/**
 * Does something after a yes. What was worked out is kept under a token and done to exactly those
 * entries; nothing is looked for a second time. A client that can ask a person is made to ask
 * (the person's answer comes back with the same call); else the token goes to the model, which has
 * to call again with it.
 *
 * @param call - The call.
 * @param propose - Works out what would be done, and changes nothing.
 */
export async function afterYes(
  call: Call,
  propose: () => Promise<Proposal>,
): Promise<CallToolResult | InputRequiredResult> {
  const { service, ctx, tool, args } = call
  const identity = JSON.stringify({ ...args, confirm: undefined })
  const asked = ctx.mcpReq.requestState<string>()
  if (asked !== undefined) {
    const intention = service.plans.take(asked, tool)
    const answer = inputResponse(ctx.mcpReq.inputResponses, 'confirm')
    if (!intention || intention.call !== identity) throw new Refusal(gone)
    if (answer.kind === 'elicit' && answer.action === 'accept') return intention.run(ctx)
    return result(
      { status: 'declined', count: 0 },
      `The person said no to: ${intention.what}. Nothing was changed.`,
    )
  }
  if (args.confirm !== undefined) {
    const intention = service.plans.take(args.confirm, tool)
    // With the token nothing else is needed; but what is said beside it must not be another thing.
    const bare = identity === '{}'
    if (!intention || !(bare || intention.call === identity)) throw new Refusal(gone)
    return intention.run(ctx)
  }
  const { what, count, sample, note, run } = await propose()
  const shown = [...sample, ...(count > sample.length ? [`… ${count - sample.length} more`] : [])]
  const lines = [...shown, ...(note ? [note] : [])]
  if (count === 0) {
    return result({ status: 'nothing', count }, `Nothing to do: ${what}.`, ...lines)
  }
  const token = service.plans.keep({ tool, what, call: identity, run })
  if (canAsk(call)) {
    const message = [`${capital(what)}?`, ...lines].join('\n')
    const requestedSchema = { type: 'object', properties: {} } as const
    const confirm = inputRequired.elicit({ message, requestedSchema })
    return inputRequired({ inputRequests: { confirm }, requestState: token })
  }
  return result(
    { status: 'confirm', count, sample: [...sample], confirm: token },
    `Not done yet: ${what}.`,
    ...lines,
    `Ask the person. To do it to exactly these, within 15 minutes: ${tool} {"confirm":"${token}"}`,
  )
}

const gone =
  'This dry run no longer exists: it was used, is older than 15 minutes, was for another call, or this server was restarted. Nothing was changed. Call again without “confirm”.'

/** Whether the client can put a question to a person. */
function canAsk({ server, ctx }: Call): boolean {
  // Clients of today say it once, those of the next protocol with each call.
  const said: unknown = Reflect.get(ctx.mcpReq.envelope ?? {}, CLIENT_CAPABILITIES_META_KEY)
  const { success, data } = asking.safeParse(said ?? server.server.getClientCapabilities())
  // Who says no more than that it asks, asks by forms.
  return success && (data.elicitation.form !== undefined || data.elicitation.url === undefined)
}

const asking = z.object({
  elicitation: z.object({ form: z.unknown().optional(), url: z.unknown().optional() }),
})

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

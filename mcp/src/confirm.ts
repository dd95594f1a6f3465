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

/** A call of a tool that may need confirmation. */
export interface Call {
  readonly service: Service
  readonly server: McpServer
  readonly ctx: ServerContext
  readonly tool: string
  /** The arguments of the call. */
  readonly args: { readonly confirm?: string | undefined }
}

/** The result of a dry run. */
export interface Proposal {
  /** What would be done, such as “archive 431 entries”. */
  readonly what: string
  /** How many entries would change. */
  readonly count: number
  /** Some of these entries, one line each. */
  readonly sample: readonly string[]
  /** What else the user should know. */
  readonly note?: string
  readonly run: Intention['run']
}

/**
 * Makes a change after it was confirmed. The result of the dry run is stored under a token, and the
 * change affects exactly those entries; they are not searched again. A client that can ask the user
 * does so, and repeats the call with the answer. Otherwise the model gets the token and has to call
 * again with it.
 *
 * @param call - The call.
 * @param propose - Does the dry run; it changes nothing.
 * @param isSmall - Makes the change without asking.
 */
export async function afterYes(
  call: Call,
  propose: () => Promise<Proposal>,
  isSmall = false,
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
    // The token alone is enough. Other arguments, if given, must be the same as in the dry run.
    const bare = identity === '{}'
    if (!intention || !(bare || intention.call === identity)) throw new Refusal(gone)
    return intention.run(ctx)
  }
  const { what, count, sample, note, run } = await propose()
  if (isSmall && count > 0) return run(ctx)
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
    `Ask the person. To do this to exactly these entries, call within 15 minutes: ${tool} {"confirm":"${token}"}`,
  )
}

const gone =
  'This dry run no longer exists: it was used, is older than 15 minutes, was for another call, or this server was restarted. Nothing was changed. Call again without “confirm”.'

/** Whether the client can ask the user a question. */
function canAsk({ server, ctx }: Call): boolean {
  // Current clients declare this once, those of the next protocol version with each call.
  const said: unknown = Reflect.get(ctx.mcpReq.envelope ?? {}, CLIENT_CAPABILITIES_META_KEY)
  const { success, data } = asking.safeParse(said ?? server.server.getClientCapabilities())
  // A client that declares no kind of question supports forms.
  return success && (data.elicitation.form !== undefined || data.elicitation.url === undefined)
}

const asking = z.object({
  elicitation: z.object({ form: z.unknown().optional(), url: z.unknown().optional() }),
})

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

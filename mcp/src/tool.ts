import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server'
import { failure } from './results.js'
import type { Service } from './service.js'

/** Registers a tool on a server, with the actions that the settings allow. */
export type AddTool = (server: McpServer, service: Service) => void

/** The hints for a tool that changes nothing. */
export const reads = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const

/**
 * The hints for a tool that only adds. A second call with the same arguments changes nothing more.
 */
export const adds = { ...reads, readOnlyHint: false } as const

/** The hints for a tool that overwrites or deletes. */
export const overwrites = { ...adds, destructiveHint: true } as const

type Answer = CallToolResult | InputRequiredResult

/**
 * Wraps the function of a tool: errors become results that a model can use, and log messages are
 * sent to the client of the call.
 */
export function handler<Args>(
  service: Service,
  run: (args: Args, ctx: ServerContext) => Promise<Answer>,
): (args: Args, ctx: ServerContext) => Promise<Answer> {
  return (args, ctx) =>
    service.during(ctx, async () => {
      try {
        return await run(args, ctx)
      } catch (error) {
        return await failure(error)
      }
    })
}

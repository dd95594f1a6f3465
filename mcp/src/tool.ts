import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server'
import { failure } from './results.js'
import type { Service } from './service.js'

/** Adds a tool to a server, as far as the settings let it. */
export type AddTool = (server: McpServer, service: Service) => void

/** The hints of a tool that changes nothing. */
export const reads = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const

/** The hints of a tool that only adds; the second time it finds what it has added. */
export const adds = { ...reads, readOnlyHint: false } as const

/** The hints of a tool that overwrites or removes. */
export const overwrites = { ...adds, destructiveHint: true } as const

type Answer = CallToolResult | InputRequiredResult

/** A tool's handler, whose errors a model can act on, and whose log goes to who called. */
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

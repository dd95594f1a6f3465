import type { CallToolResult } from '@modelcontextprotocol/server'
import type { WallabagError } from 'wallabag-sdk'
import { StartError } from './settings.js'
import { clean } from './text.js'

/** A call that is refused: its message says what was received, what was expected and what to do. */
export class Refusal extends Error {
  readonly code: string

  constructor(message: string, code = 'invalid_input') {
    super(message)
    this.code = code
  }
}

/**
 * What a tool gives back: data for programs, and the same in a few lines for a model.
 *
 * @param data - As the tool's output schema says.
 * @param lines - What a model reads when its client shows it no data.
 */
export function result(data: Record<string, unknown>, ...lines: string[]): CallToolResult {
  return { structuredContent: data, content: [{ type: 'text', text: lines.join('\n') }] }
}

/** What a tool gives back when it failed: the code, what happened and what to do. */
export async function failure(error: unknown): Promise<CallToolResult> {
  const told = await explain(error)
  const text = `${told.code}: ${told.message}`
  return { isError: true, structuredContent: { error: told }, content: [{ type: 'text', text }] }
}

/** An error as a model can use it. */
export interface ToldError {
  readonly code: string
  readonly message: string
  readonly status?: number
  readonly outcome?: string
  readonly retryAfter?: number
}

/** Says what an error means; nothing in it is secret, and what the server said is cleaned. */
export async function explain(error: unknown): Promise<ToldError> {
  if (error instanceof Refusal) return { code: error.code, message: error.message }
  if (error instanceof StartError) return { code: 'signed_out', message: error.message }
  const { isWallabagError } = await import('wallabag-sdk')
  // A job that ended early did so because of what lies behind it.
  if (isWallabagError(error)) {
    return error.code === 'job_failed' && isWallabagError(error.cause)
      ? told(error.cause)
      : told(error)
  }
  // Faults of this server; their message may quote what was handed to it, and is not told.
  const kind = error instanceof Error ? error.name : typeof error
  return { code: 'internal', message: `This server failed (${kind}). Nothing more is known.` }
}

function told({ code, message, status, outcome, retryAfter }: WallabagError): ToldError {
  return {
    code,
    message: clean(message),
    ...(status !== null && { status }),
    // Of a read there is nothing to tell.
    ...(outcome !== 'not-sent' && outcome !== 'refused' && { outcome }),
    ...(retryAfter !== null && { retryAfter }),
  }
}

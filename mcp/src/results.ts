import type { CallToolResult } from '@modelcontextprotocol/server'
import type { WallabagError } from 'wallabag-sdk'
import { StartError } from './settings.js'
import { clean } from './text.js'

/** A call that is refused. The message says what was received, what was expected and what to do. */
export class Refusal extends Error {
  readonly code: string

  constructor(message: string, code = 'invalid_input') {
    super(message)
    this.code = code
  }
}

/**
 * The result of a tool: data for programs, and the same in a few lines for a model.
 *
 * @param data - The data that the output schema of the tool describes.
 * @param lines - Shown to the model if its client does not pass on the data.
 */
export function result(data: Record<string, unknown>, ...lines: string[]): CallToolResult {
  return { structuredContent: data, content: [{ type: 'text', text: lines.join('\n') }] }
}

/** The result of a tool that failed: the code, what happened and what to do. */
export async function failure(error: unknown): Promise<CallToolResult> {
  const told = await explain(error)
  const text = `${told.code}: ${told.message}`
  return { isError: true, structuredContent: { error: told }, content: [{ type: 'text', text }] }
}

/** An error in a form that a model can use. */
export interface ToldError {
  readonly code: string
  readonly message: string
  readonly status?: number
  readonly outcome?: string
  readonly retryAfter?: number
}

/** Describes an error. The description contains no secrets, and text from the server is cleaned. */
export async function explain(error: unknown): Promise<ToldError> {
  if (error instanceof Refusal) return { code: error.code, message: error.message }
  if (error instanceof StartError) return { code: 'signed_out', message: error.message }
  const { isWallabagError } = await import('wallabag-sdk')
  // A job that failed did so because of the error that caused it.
  if (isWallabagError(error)) {
    return error.code === 'job_failed' && isWallabagError(error.cause)
      ? told(error.cause)
      : told(error)
  }
  // A bug in this server. Its message may quote arguments, so it is not shown.
  const kind = error instanceof Error ? error.name : typeof error
  return { code: 'internal', message: `This server failed (${kind}). Nothing more is known.` }
}

function told({ code, message, status, outcome, retryAfter }: WallabagError): ToldError {
  return {
    code,
    message: clean(message),
    ...(status !== null && { status }),
    // These outcomes mean that nothing was changed.
    ...(outcome !== 'not-sent' && outcome !== 'refused' && { outcome }),
    ...(retryAfter !== null && { retryAfter }),
  }
}

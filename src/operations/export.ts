import { isWallabagError } from '../errors/index.js'
import type { Answer } from '../http/request.js'
import type { Scope } from '../http/scope.js'
import type { ExportedFile, ExportFormat } from '../models/export.js'
import type { Answered, Api } from './api.js'
import { getEntrySummary } from './entries.js'

/** `GET /api/entries/{id}/export.{format}` */
export async function exportEntry(
  api: Api,
  id: number,
  format: ExportFormat,
  scope: Scope,
): Promise<Answered<ExportedFile>> {
  const request = {
    operation: 'exportEntry',
    method: 'GET',
    path: `api/entries/${id}/export.${format}`,
    expect: 'stream',
  } as const
  const reply = await api.send(request, scope).catch(async (error: unknown) => {
    // Its errors are HTML, like anybody's (Q31), so of a missing entry only the API itself can tell.
    if (isWallabagError(error) && error.status === 404) await getEntrySummary(api, id, scope)
    throw error
  })
  // No export is HTML: this is a login page or a proxy's, and must never end up in a file.
  if (/html/i.test(reply.headers.get('content-type') ?? '')) {
    await reply.stream?.cancel()
    throw api.htmlInsteadOfFile(reply)
  }
  return { value: fileOf(reply, `entry-${id}.${format}`), response: reply }
}

function fileOf(answer: Answer, fallback: string): ExportedFile {
  const stream = answer.stream ?? new ReadableStream<Uint8Array>({ start: (sink) => sink.close() })
  const body = new Response(stream)
  return {
    stream,
    filename: filenameOf(answer.headers.get('content-disposition')) ?? fallback,
    contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
    bytes: async () => new Uint8Array(await body.arrayBuffer()),
    text: () => body.text(),
    cancel: () => stream.cancel(),
  }
}

/** The last part of the suggested name: it may hold folders, and nothing of them is to be trusted. */
function filenameOf(disposition: string | null): string | null {
  const quoted = /filename="([^"]*)"/.exec(disposition ?? '')?.[1]
  const name = quoted?.split(/[/\\]/).at(-1)?.trim()
  // A title without Latin letters leaves `.pdf`, which is a hidden file and no name.
  return name && !name.startsWith('.') ? name : null
}

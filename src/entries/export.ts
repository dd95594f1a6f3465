import type { Answered, Api } from '../api/api.js'
import type { Requirement } from '../api/version-gate.js'
import { isWallabagError, unexpectedInput } from '../errors/index.js'
import type { Answer } from '../http/request.js'
import type { Scope } from '../http/wait.js'
import { getEntrySummary } from './entry-requests.js'

/** What an entry can be exported as. `mobi` ended with 2.7, `md` began with it. */
const exportFormats = ['epub', 'pdf', 'mobi', 'md', 'txt', 'csv', 'json', 'xml'] as const

/** The name of an export format. */
export type ExportFormat = (typeof exportFormats)[number]

/** The formats that only some versions support (quirk 51). */
export const exportRequirements: { readonly [Format in ExportFormat]?: readonly Requirement[] } = {
  md: [{ what: 'the export format “md”', since: '2.7.0' }],
  mobi: [{ what: 'the export format “mobi”', until: '2.7.0' }],
}

/** A file that is being received. It can be read once; cancel it if you do not want it. */
export interface ExportedFile {
  /** The file as it arrives. */
  readonly stream: ReadableStream<Uint8Array>
  /**
   * The name that the server suggests, without folders; if it suggests none, a name such as
   * `entry-7.epub`.
   */
  readonly filename: string
  /** The MIME type. */
  readonly contentType: string
  /** Reads the whole file. */
  bytes(): Promise<Uint8Array>
  /** Reads the whole file as text; useful for `txt`, `md`, `csv`, `json` and `xml`. */
  text(): Promise<string>
  /** Stops the transfer. */
  cancel(): Promise<void>
}

/**
 * Refuses an unknown export format.
 *
 * @throws InputError with code `invalid_input`.
 */
export function checkExportFormat(format: ExportFormat): void {
  if (exportFormats.includes(format)) return
  throw unexpectedInput('format', `one of ${exportFormats.join(', ')}`, format)
}

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
    // Export errors are HTML like those of any proxy (quirk 31), so the API is asked whether the
    // entry exists.
    if (isWallabagError(error) && error.status === 404) await getEntrySummary(api, id, scope)
    throw error
  })
  // No export is HTML, and only one is JSON. This is a login page or comes from a proxy, and must not
  // be saved as a file.
  const type = reply.headers.get('content-type')
  if (type !== null && (format === 'json' ? /html/i : /html|json/i).test(type)) {
    await reply.stream?.cancel()
    throw api.convert.notJson(reply, type, reply.text)
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

/** The last part of the suggested name. It may contain folders, which are dropped for safety. */
function filenameOf(disposition: string | null): string | null {
  const quoted = /filename="([^"]*)"/.exec(disposition ?? '')?.[1]
  const name = quoted?.split(/[/\\]/).at(-1)?.trim()
  // A title without Latin letters results in a name such as `.pdf`, which would be a hidden file.
  return name && !name.startsWith('.') ? name : null
}

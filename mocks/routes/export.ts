import { exportEntry as write } from '../export/index.js'
import { HttpError } from '../http/http-error.js'
import type { Answer, ApiRequest } from '../http/message.js'
import { ownEntry, type Server } from './context.js'
import { entryJson } from './serialize.js'

/** `GET /api/entries/{entry}/export.{format}` (quirk 60). */
export function exportEntry(server: Server, request: ApiRequest): Answer {
  const entry = entryJson(server.state, ownEntry(server, request))
  const file = write(entry, request.format ?? 'json', server.state.version)
  // There is no method for an unknown format: a 500, in HTML because of the suffix (quirk 51).
  if (file === null) throw new HttpError(500)
  return {
    status: 200,
    headers: { 'content-type': file.contentType, ...file.headers },
    body: file.body,
  }
}

import { parseStr, rawurlencode } from '../php/query.js'
import { textFrom } from '../php/utf8.js'
import type { Params } from '../php/values.js'
import type { IncomingRequest } from './message.js'

/** The fields of a multipart form. Files are left out, because PHP keeps them separately. */
export function parseMultipart(request: IncomingRequest): Params {
  const boundary = /boundary="?([^";]+)"?/i.exec(request.headers.get('content-type') ?? '')?.[1]
  if (boundary === undefined) return new Map()
  const parts = textFrom(request.body).split(`--${boundary}`)
  const pairs = parts.flatMap((part) => {
    const match = /^\r\n([\s\S]*?)\r\n\r\n([\s\S]*)\r\n$/.exec(part)
    const head = match?.[1] ?? ''
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1]
    if (name === undefined || /;\s*filename=/i.test(head)) return []
    return [`${rawurlencode(name)}=${rawurlencode(match?.[2] ?? '')}`]
  })
  return parseStr(pairs.join('&'))
}

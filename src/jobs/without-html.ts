import { WallabagError } from '../errors/index.js'

/** As much as is needed to see what a file is. */
const looksAt = 64

/**
 * A file as it arrives, unless it is a page: a proxy can send its own error page under any content
 * type, and a file that is none is worse than no file. An empty file is none either.
 */
export function withoutHtml(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array()
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        if (!head) return out.enqueue(chunk)
        head = joined(head, chunk)
        if (head.length < looksAt) return
        check(head)
        out.enqueue(head)
        head = null
      },
      flush(out) {
        if (!head) return
        check(head)
        out.enqueue(head)
      },
    }),
  )
}

function check(head: Uint8Array): void {
  const text = new TextDecoder().decode(head.subarray(0, looksAt)).trimStart()
  if (head.length > 0 && !/^(?:<!doctype html|<html)/i.test(text)) return
  const what = head.length === 0 ? 'an empty file' : 'an HTML page'
  throw new WallabagError('not_wallabag', `The server sent ${what} in place of the export.`, {
    hint: 'A proxy or a login page before the server is the usual cause.',
    outcome: 'refused',
  })
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

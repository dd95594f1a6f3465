// Walks a library and measures the heap after a collection, once every thousand entries.
import { Wallabag } from 'wallabag-sdk'
import type { Reached } from './large-server.js'

/** How many entries came, and by how many bytes the heap grew. */
export interface Walked {
  readonly seen: number
  readonly grown: number
}

const { url, auth }: Reached = JSON.parse(process.argv[2] ?? '{}')
const wallabag = new Wallabag({ url, auth })
const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
await wallabag.entries.list()
const start = heap()
let [seen, most] = [0, start]
for await (const _ of wallabag.entries.list({ perPage: 100 })) {
  seen += 1
  if (seen % 1000 === 0) most = Math.max(most, heap())
}
process.send?.({ seen, grown: most - start } satisfies Walked)
process.disconnect?.()

// One run of a job with a checkpoint in a file; it is killed at a point, if it is told one.
import { type CheckpointStore, Wallabag } from 'wallabag-sdk'
import { fileCheckpoint } from 'wallabag-sdk/node'

/** What a run is told. */
export interface Order {
  readonly url: string
  readonly auth: { clientId: string; clientSecret: string; username: string; password: string }
  readonly kind: 'save' | 'tag'
  readonly count: number
  readonly file: string
  readonly kill: { readonly point: string; readonly n: number } | null
}

const order: Order = JSON.parse(process.argv[2] ?? '{}')
let passed = 0
const reach = (point: string) => {
  if (order.kill?.point !== point) return
  passed += 1
  if (passed === order.kill.n) process.kill(process.pid, 'SIGKILL')
}
const wallabag = new Wallabag({
  url: order.url,
  auth: order.auth,
  limits: { concurrency: 16 },
  saveSettleTime: 600,
  async fetch(input, init) {
    const url = input instanceof Request ? input.url : String(input)
    const name = /exists|lists/.test(url) ? 'batch' : 'write'
    reach(`before a ${name}`)
    const coming = fetch(input, init)
    // The request has left, or is about to.
    setTimeout(() => reach(`during a ${name}`), 1)
    const answer = await coming
    reach(`after a ${name}`)
    return answer
  },
})
const kept = fileCheckpoint(order.file)
const checkpoint: CheckpointStore = {
  get: (key) => kept.get(key),
  async set(key, data) {
    reach('before a checkpoint')
    const setting = kept.set(key, data)
    setTimeout(() => reach('during a checkpoint'), 0)
    await setting
    reach('after a checkpoint')
  },
  delete: (key) => kept.delete(key),
}
const options = { checkpoint, concurrency: 16 }
const numbers = Array.from({ length: order.count }, (_, n) => n)
const urlOf = (n: number) => `https://a.test/${n}`
const jobs = {
  save: () => {
    const inputs = numbers.map((n) => ({ url: urlOf(n), title: `T ${n}`, content: '<p>c</p>' }))
    return wallabag.entries.saveMany(inputs, options)
  },
  // Half of them by the mass endpoint, half of them one by one.
  tag: () => {
    const targets = numbers.map((n) => (n % 2 ? n + 1 : urlOf(n)))
    return wallabag.entries.tagMany(targets, { add: ['x'] }, options)
  },
}
if (order.kill?.point === 'any moment') {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), order.kill.n)
}
const report = await jobs[order.kind]()
const { done, skipped, failed, unknown, before } = report
const first = report.failures[0]?.error?.message ?? null
process.send?.({ done, skipped, failed, unknown, before, first })
process.disconnect?.()

// The client of the soak: 20 000 mixed calls, sixteen at once, each worker on entries of its own, and
// a model of what the server must hold. Prints a report as JSON.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { isWallabagError, Wallabag } from 'wallabag-sdk'
import { randomFrom } from '../../../mocks/state/random.js'
import { differences, type ModelEntry, modelEntry, type Saved } from './model.js'

const workers = 16
const [serverFile = '', callsWanted = '20000', seed = '1'] = process.argv.slice(2)
const server = fork(serverFile)
const [{ url, auth }] = await once(server, 'message')
const wallabag = new Wallabag({ url, auth, limits: { concurrency: workers }, saveSettleTime: 100 })
const model: ModelEntry[] = Array.from({ length: 320 }, (_, index) =>
  modelEntry(`https://example.org/${index}`, `Article ${index}`),
)
const saved: Saved = new Map()
const codes: Record<string, number> = {}
let unhandled = 0
process.on('unhandledRejection', () => {
  unhandled += 1
})

await work(500, 'warm')
const before = await heap()
server.send('strike')
await work(Number(callsWanted), 'hot')
await wallabag.close()
// The platform keeps idle connections for some seconds; a timer or socket of ours would stay longer.
await sleep(6000)
const after = await heap()
const resources = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|TLS/.test(name))
server.send('finish')
const [{ entries, requests }] = await once(server, 'message')
console.log(
  JSON.stringify({
    differences: differences(model, saved, entries),
    grown: (after - before) / 1_000_000,
    resources,
    unhandled,
    requests,
    codes,
  }),
)

/** So many calls, spread over the workers. */
async function work(calls: number, phase: string): Promise<void> {
  await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      workOn(worker, Math.ceil(calls / workers), phase),
    ),
  )
}

async function workOn(worker: number, calls: number, phase: string): Promise<void> {
  const random = randomFrom(Number(seed) * 100 + worker)
  const own = model.flatMap((entry, index) =>
    index % workers === worker ? [{ entry, id: index + 1 }] : [],
  )
  for (let call = 0; call < calls; call++) {
    const chosen = own[Math.floor(random() * own.length)]
    const unique = `${worker}-${phase}-${call}`
    if (chosen) await step(chosen.entry, chosen.id, unique, random())
  }
}

/** One call on one entry, and what the model makes of its end. */
async function step(entry: ModelEntry, id: number, unique: string, chance: number): Promise<void> {
  const { entries, annotations } = wallabag
  if (chance < 0.25) await tried(entries.get(id))
  else if (chance < 0.35) await tried(entries.list({ perPage: 20 }))
  else if (chance < 0.4) await tried(entries.export(id, 'txt').then((file) => file.text()))
  else if (chance < 0.6) {
    const end = await tried(entries.update(id, { title: unique, archived: chance < 0.5 }))
    const archived = chance < 0.5
    if (end === 'done')
      Object.assign(entry, { titles: new Set([unique]), archived: new Set([archived]) })
    if (end === 'open') {
      entry.titles.add(unique)
      entry.archived.add(archived)
    }
  } else if (chance < 0.75) {
    // A label of its own: two new ones at once would be a race in the server.
    const end = await tried(entries.addTags(id, [`tag-${unique}`]))
    put(end, `tag-${unique}`, entry.tags, entry.maybeTags)
  } else if (chance < 0.85) {
    const note = { quote: 'quote', text: unique, ranges: [] }
    put(await tried(annotations.create(id, note)), unique, entry.notes, entry.maybeNotes)
  } else if (chance < 0.96) {
    const url = `https://example.org/new/${unique}`
    const end = await tried(entries.save(url))
    if (end !== 'not done') saved.set(url, end === 'done' ? 'yes' : 'maybe')
  } else await removeSaved(unique.slice(0, unique.indexOf('-')))
}

/** Deletes an entry that the same worker saved. */
async function removeSaved(worker: string): Promise<void> {
  const own = [...saved].find(([url, exists]) => exists === 'yes' && url.includes(`/${worker}-`))
  if (!own) return
  const [url] = own
  const id = await wallabag.entries.idOf(url).catch(() => null)
  if (id === null) return
  const end = await tried(wallabag.entries.delete(id))
  if (end !== 'not done') saved.set(url, end === 'done' ? 'no' : 'maybe')
}

type End = 'done' | 'not done' | 'open'

/** How a call ended, by what its error says. */
async function tried(call: PromiseLike<unknown>): Promise<End> {
  try {
    await call
    return 'done'
  } catch (error) {
    if (!isWallabagError(error)) throw error
    codes[error.code] = (codes[error.code] ?? 0) + 1
    if (error.outcome === 'applied' || error.outcome === 'partial') return 'done'
    return error.outcome === 'unknown' ? 'open' : 'not done'
  }
}

function put(end: End, value: string, must: Set<string>, may: Set<string>): void {
  if (end === 'done') must.add(value)
  if (end === 'open') may.add(value)
}

/** Bytes in use after garbage collection, the median of five; what was collected is let go of between. */
async function heap(): Promise<number> {
  const sizes: number[] = []
  while (sizes.length < 5) {
    globalThis.gc?.()
    sizes.push(process.memoryUsage().heapUsed)
    await sleep(20)
  }
  return sizes.sort((a, b) => a - b)[2] ?? 0
}

import { inspect } from 'node:util'
import { expect } from 'vitest'
import { type InvalidItem, isWallabagError } from 'wallabag-sdk'
import { isRead, type Operation } from './operations.js'
import { delivery, type FaultCase, verdict } from './oracle.js'
import { clientIn, contents, createWorld, type Face, reach, type World } from './world.js'

/** What the server holds when an operation was not done, and when it was. */
const contentsAfter = onceFor(async (operation: Operation | null) => {
  const twin = await createWorld()
  if (operation?.behind) operation.behind(twin.fake)
  else if (operation) {
    await twin.send(operation.method, operation.path + (operation.query ?? ''), operation.json)
  }
  return contents(twin)
})

/** What an operation delivers when nothing strikes it. */
const deliveredBy = onceFor(async (operation: Operation) => {
  const twin = await createWorld()
  operation.prepare?.(twin.fake)
  const wallabag = clientIn(twin)
  return plain(await operation.run(wallabag), wallabag.url)
})

async function rightDelivery(operation: Operation, fault: FaultCase): Promise<unknown> {
  const all = await deliveredBy(operation)
  const isLess = delivery(operation, fault) === 'all but the first'
  return isLess ? { ...all, items: all.items.slice(1) } : all
}

/** Asks for each key only once: the answer is the same every time. */
function onceFor<Key, T>(find: (key: Key) => Promise<T>): (key: Key) => Promise<T> {
  const found = new Map<Key, Promise<T>>()
  return (key) => {
    const known = found.get(key) ?? find(key)
    found.set(key, known)
    return known
  }
}

/** Does an operation on a server that strikes it, and holds what comes of it against the oracle. */
export async function strike(
  operation: Operation,
  fault: FaultCase,
  always: boolean,
  face: Face,
): Promise<void> {
  const world = await createWorld()
  // Where slowness is not the fault, a busy machine must not look like a slow server.
  const patience = face === 'sockets' ? 120_000 : undefined
  const { timeout = patience, totalTimeout = patience } = fault
  const way = await reach(world, face)
  const invalid: InvalidItem[] = []
  const onInvalid = (item: InvalidItem) => void invalid.push(item)
  const wallabag = clientIn(world, { timeout, totalTimeout, onInvalid, ...way.options })
  // Signed in before, so that the request is all that can go wrong, and connected; that may take long.
  await wallabag.tags.list({ timeout: 10_000, totalTimeout: 10_000 })
  operation.prepare?.(world.fake)
  const rule = { method: operation.method, path: operation.path }
  const handle = world.fake.fault(always ? rule : { ...rule, nth: 1 }, fault.fault)
  const [ended] = await Promise.allSettled([operation.run(wallabag)])
  await world.fake.idle()
  await way.close()
  const stays = always && !(fault.onlyReused && face === 'sockets')
  const must = verdict(operation, fault, stays)
  const what = `${operation.name}, ${fault.name}, ${always ? 'always' : 'once'}`
  expect(handle.hits, `${what}: was struck`).toBeGreaterThan(0)
  const error: unknown = ended.status === 'rejected' ? ended.reason : null
  expect(codeOf(error), `${what}: ${String(error)}`).toBe(must.code)
  const done = must.done && !isRead(operation)
  expect(contents(world), `${what}: effect`).toBe(await contentsAfter(done ? operation : null))
  const odd = { id: null, from: `${operation.method} ${operation.path}` }
  expect(invalid, `${what}: reported`).toMatchObject(fault.odd ? [odd] : [])
  if (ended.status === 'fulfilled' && delivery(operation, fault) !== 'anything') {
    const delivered = plain(ended.value, wallabag.url)
    expect(delivered, `${what}: delivered`).toEqual(await rightDelivery(operation, fault))
  }
  if (error === null) return
  if (!isWallabagError(error)) throw error
  expect(must.outcomes, `${what}: outcome ${error.outcome}`).toContain(error.outcome)
  expect(error.hint, `${what}: hint`).not.toBeNull()
  expectNoSecret(error, world)
}

/** What was delivered as JSON, without what differs by the run: the server's address, times and secrets. */
function plain(value: unknown, address: string) {
  const differs = /^(?:\d{4}-\d\d-\d\dT.*|.* GMT|\d+_[0-9a-z]{20,})$/
  return JSON.parse(JSON.stringify(value ?? null).replaceAll(address, ''), (_, item) => {
    return typeof item === 'string' && differs.test(item) ? null : item
  })
}

function codeOf(error: unknown): unknown {
  if (error === null) return null
  return isWallabagError(error) ? error.code : error
}

/** Nothing that an error shows, in whatever way, is secret. */
export function expectNoSecret(error: Error, { fake, auth }: World): void {
  const { accessTokens, refreshTokens } = fake.state
  const shown = [
    String(error),
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: 9, showHidden: true }),
  ].join('\n')
  for (const { token } of [...accessTokens, ...refreshTokens]) expect(shown).not.toContain(token)
  expect(shown).not.toContain(auth.password)
  expect(shown).not.toContain(auth.clientSecret)
}

import { inspect } from 'node:util'
import { expect } from 'vitest'
import { isWallabagError } from 'wallabag-sdk'
import { isRead, type Operation } from './operations.js'
import { type FaultCase, verdict } from './oracle.js'
import { clientOf, contents, createWorld, type World } from './world.js'

export type Face = 'memory' | 'sockets'

/** What the server holds when an operation was not done, and when it was: each is the same every time. */
const expected = new Map<Operation | null, Promise<string>>()

function contentsAfter(operation: Operation | null): Promise<string> {
  const known = expected.get(operation) ?? findContentsAfter(operation)
  expected.set(operation, known)
  return known
}

async function findContentsAfter(operation: Operation | null): Promise<string> {
  const twin = await createWorld()
  if (operation?.behind) operation.behind(twin.fake)
  else if (operation) {
    await twin.send(operation.method, operation.path + (operation.query ?? ''), operation.json)
  }
  return contents(twin)
}

/**
 * Does an operation on a server that strikes it, and holds what comes of it against the oracle.
 *
 * @param face - In memory, or over a real connection.
 */
export async function strike(
  operation: Operation,
  fault: FaultCase,
  always: boolean,
  face: Face = 'memory',
): Promise<void> {
  const world = await createWorld()
  const { timeout, totalTimeout } = fault
  const listener = face === 'sockets' ? await world.fake.listen() : null
  const where = listener ? { url: listener.url, fetch: globalThis.fetch } : {}
  const wallabag = clientOf(world, { timeout, totalTimeout, ...where })
  // Signed in before, so that the request is all that can go wrong, and connected; that may take long.
  await wallabag.tags.list({ timeout: 10_000, totalTimeout: 10_000 })
  operation.prepare?.(world.fake)
  const rule = { method: operation.method, path: operation.path }
  const handle = world.fake.fault(always ? rule : { ...rule, nth: 1 }, fault.fault)
  const error: unknown = await Promise.resolve(operation.run(wallabag)).then(
    () => null,
    (reason: unknown) => reason,
  )
  await world.fake.idle()
  await listener?.close()
  const stays = always && !(fault.onlyReused && face === 'sockets')
  const must = verdict(operation, fault, stays)
  const what = `${operation.name}, ${fault.name}, ${always ? 'always' : 'once'}`
  expect(handle.hits, `${what}: was struck`).toBeGreaterThan(0)
  expect(codeOf(error), `${what}: ${String(error)}`).toBe(must.code)
  const done = must.done && !isRead(operation)
  expect(contents(world), `${what}: effect`).toBe(await contentsAfter(done ? operation : null))
  if (error === null) return
  if (!isWallabagError(error)) throw error
  expect(must.outcomes, `${what}: outcome ${error.outcome}`).toContain(error.outcome)
  expect(error.hint, `${what}: hint`).not.toBeNull()
  expectNoSecret(error, world)
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

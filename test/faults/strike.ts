import { inspect } from 'node:util'
import { expect } from 'vitest'
import { isWallabagError } from 'wallabag-sdk'
import { isRead, type Operation } from './operations.js'
import { type FaultCase, verdict } from './oracle.js'
import { clientOf, contents, createWorld, type World } from './world.js'

/**
 * Does an operation on a server that strikes it, and holds what comes of it against the oracle.
 *
 * @param face - In memory, or over a real connection.
 */
export async function strike(
  operation: Operation,
  fault: FaultCase,
  always: boolean,
  face: 'memory' | 'sockets' = 'memory',
): Promise<void> {
  const [untouched, world, twin] = await Promise.all([createWorld(), createWorld(), createWorld()])
  if (!isRead(operation)) {
    await twin.send(operation.method, operation.path + (operation.query ?? ''), operation.json)
  }
  const { timeout, totalTimeout } = fault
  const listener = face === 'sockets' ? await world.fake.listen() : null
  const where = listener ? { url: listener.url, fetch: globalThis.fetch } : {}
  const wallabag = clientOf(world, { timeout, totalTimeout, ...where })
  // Signed in before, so that the request is all that can go wrong, and connected.
  await wallabag.tags.list()
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
  expect(contents(world), `${what}: effect`).toBe(contents(done ? twin : untouched))
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

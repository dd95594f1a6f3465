import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle, type Script } from '../support/bundle.js'
import type { Walked } from './children/walk.js'

let server: Script
let walk: Script
beforeAll(async () => {
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  server = await bundle(file('children/large-server.ts'))
  walk = await bundle(file('children/walk.ts'))
})
afterAll(() => {
  server.remove()
  walk.remove()
})

test('walking 50 000 entries keeps the heap within 25 MB of its start', async () => {
  const fake = fork(server.file, ['50000'])
  const [{ url, auth }] = await once(fake, 'message')
  const walker = fork(walk.file, [JSON.stringify({ url, auth })], { execArgv: ['--expose-gc'] })
  const [walked]: Walked[] = await once(walker, 'message')
  fake.disconnect()
  if (!walked) throw new Error('the walker said nothing')
  const { seen, grown } = walked
  console.log(`at most ${(grown / 2 ** 20).toFixed(1)} MB more`)
  expect(seen).toBe(50_000)
  expect(grown).toBeLessThan(25 * 2 ** 20)
})

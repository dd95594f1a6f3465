import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bundle } from '../support/bundle.js'

test('20 000 calls, one in five struck: nothing lost, nothing twice, nothing left behind', async () => {
  const server = await bundle(fileURLToPath(new URL('soak/server.ts', import.meta.url)))
  const client = await bundle(fileURLToPath(new URL('soak/client.ts', import.meta.url)))
  const seed = String(Date.now() % 1_000_000)
  console.log(`seed ${seed}`)
  const words = ['--expose-gc', client.file, server.file, '20000', seed]
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 1e8 })
  const { differences, grown, resources, unhandled, requests, codes } = JSON.parse(stdout)
  console.log({ grown, requests, codes })
  expect(differences).toEqual([])
  expect(unhandled).toBe(0)
  expect(resources).toEqual([])
  expect(grown).toBeLessThan(5)
  expect(requests).toBeGreaterThan(20_000)
  client.remove()
  server.remove()
}, 600_000)

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { environmentOf } from '../support/account.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

/** The demo as a user starts it, after a build; it ends by itself or the test fails. */
async function demo(args: readonly string[], env: Record<string, string> = {}) {
  const options = { cwd: root, env: { ...process.env, ...env }, timeout: 60_000 }
  return run(process.execPath, ['examples/demo.js', ...args], options)
}

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }))

test('the demo tags in bulk with fewer requests than articles, and leaves nothing running', async () => {
  const { stdout } = await demo([])
  const [, articles, requests] =
    /Tagged +(\d+) of them in bulk with (\d+) requests/.exec(stdout) ?? []
  expect(Number(articles)).toBeGreaterThan(10)
  expect(Number(requests)).toBeLessThan(Number(articles))
  expect(stdout).toMatch(/Exported .*\.epub \(\d+ bytes\)/)
})

test('against a server of your own the demo asks first, and takes away what it made', async () => {
  const fake = createFakeWallabag({ version: '2.7.0-dev' })
  fake.seed.library(3, { seed: 1 })
  fake.seed.entry({ url: 'https://example.org/wallabag-sdk-demo/1', title: 'Was here before' })
  const { url, close } = await fake.listen()
  const env = environmentOf(url, fake.credentials)
  await expect(demo([], env)).rejects.toMatchObject({
    code: 2,
    stdout: expect.stringContaining('--yes'),
  })
  expect(fake.requests).toHaveLength(0)
  const { stdout } = await demo(['--yes'], env)
  expect(stdout).toContain('Deleted what the demo had saved.')
  const wallabag = new Wallabag({ url, auth: fake.credentials })
  const left = await wallabag.entries.list().toArray({ limit: 100 })
  expect(left).toHaveLength(4)
  expect(left.flatMap(({ tags }) => tags.map(({ label }) => label))).not.toContain(
    'wallabag-sdk-demo',
  )
  await expect(demo(['--yes'], { ...env, WALLABAG_PASSWORD: 'wrong' })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Check `username` and `password`'),
  })
  await close()
})

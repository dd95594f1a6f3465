import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createFakeWallabag, type FakeWallabag } from 'wallabag-sdk/testing'
import { parse } from 'yaml'
import { environmentOf } from '../support/account.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs the suite as `npm run test:live` does, in a process of its own. */
async function runSuite(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
  const clean = Object.entries(process.env).filter(([name]) => !/^(WALLABAG|VITEST)/.test(name))
  const child = spawn(
    process.execPath,
    [
      vitest,
      'run',
      '--config',
      'test/live/vitest.config.ts',
      '--testTimeout=20000',
      '--hookTimeout=20000',
    ],
    {
      cwd: root,
      env: { ...Object.fromEntries(clean), NO_COLOR: '1', ...env },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk)
    })
  }
  const code = await new Promise<number>((resolve) =>
    child.on('close', (code) => resolve(code ?? 1)),
  )
  return { code, output }
}

async function against(fake: FakeWallabag, more: Record<string, string> = {}) {
  const { url, close } = await fake.listen()
  try {
    return await runSuite({ ...environmentOf(url, fake.credentials), ...more })
  } finally {
    await close()
  }
}

/** The internet, in which what ends in `.invalid` is nowhere. */
const pages = (url: string) =>
  new URL(url).hostname.endsWith('.invalid')
    ? { fail: true }
    : { body: '<html><head><title>A page</title></head><body><p>Words</p></body></html>' }

/** What the library holds, without what a read may touch. */
const library = ({ state }: FakeWallabag) =>
  state.entries.map(({ id, url, title, tags }) => ({ id, url, title, tags }))

describe.each(['2.6.14', '2.7.0-dev'] as const)('against a fake %s', (version) => {
  test('the suite passes, calls every operation, finds no difference and leaves nothing', async () => {
    const fake = createFakeWallabag({ version, pages })
    fake.seed.library(40, { seed: 3 })
    const before = library(fake)
    const { code, output } = await against(fake, { WALLABAG_LIVE_ACCOUNTS: '1' })
    expect(output).not.toContain('not as recorded')
    expect(output.match(/all as recorded/g)).toHaveLength(2)
    expect(output).not.toContain('skipped')
    expect(code, output).toBe(0)
    expect(library(fake)).toEqual(before)
    expect(fake.state.tags.filter(({ label }) => label.startsWith('sdk-live'))).toEqual([])
    expect(uncalled(fake)).toEqual([])
  })
})

test('a server that answers otherwise is told of', async () => {
  const fake = createFakeWallabag()
  fake.fault({ method: 'GET', path: '/api/user' }, 'server-error')
  const { code, output } = await against(fake)
  expect(output).toContain('GET /api/user: status 500 was never recorded')
  expect(code).toBe(1)
})

test('without a server it is skipped, and says what is missing', async () => {
  const { code, output } = await runSuite({})
  expect(output).toContain('need WALLABAG_URL, WALLABAG_CLIENT_ID')
  expect(output).toContain('skipped')
  expect(code).toBe(0)
})

/** The operations of the API description that no request of the log belongs to. */
function uncalled({ requests }: FakeWallabag): string[] {
  const file = new URL('../../schemas/wallabag.openapi.yaml', import.meta.url)
  const { paths }: { paths: Record<string, object> } = parse(readFileSync(file, 'utf8'))
  return Object.entries(paths).flatMap(([template, methods]) => {
    const path = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`)
    return Object.keys(methods)
      .filter((method) => /^(get|post|put|patch|delete)$/.test(method))
      .filter((method) => {
        const name = method.toUpperCase()
        return !requests.some((logged) => logged.method === name && path.test(logged.path))
      })
      .map((method) => `${method} ${template}`)
  })
}

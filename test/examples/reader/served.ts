import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { systemProgram } from '../../runtimes/packed.js'
import { alias } from '../../support/alias.js'

const root = fileURLToPath(new URL('../../../examples/reader', import.meta.url))

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}

/** The article that is open. */
export const article = (page: Page) => page.locator('#article')

/** The link to an article in the list that is shown. */
export const item = (page: Page, title: string) =>
  page.locator('#items').getByRole('link', { name: title })

/** Waits until the state of a tab is this. */
export async function says(page: Page, state: string): Promise<void> {
  await page.locator('#state', { hasText: new RegExp(`^${state}$`) }).waitFor()
}

/** What comes true in time, on a busy machine too. */
export const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 60_000 })

/** A policy of a server that allows no more than the reader needs; above all no eval. */
const policy = [
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:",
  "connect-src 'self' http://127.0.0.1:*; manifest-src 'self'; worker-src 'self'",
].join('; ')

/** The reader as a plain web server gives it. */
export interface Served {
  readonly origin: string
  /** Ends the server, as when there is no network. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** A fake that listens, and a browser profile in which nothing was yet. */
export interface Room {
  readonly fake: FakeWallabag
  readonly context: BrowserContext
  /** Whatever a page of it should not do: errors, policies that were not kept, other hosts that were asked. */
  readonly problems: string[]
  /** Takes the network away, or gives it back: from tabs, and from the service worker too. */
  setOffline(isOffline: boolean): Promise<void>
  /** Opens the reader in a tab. */
  tab(): Promise<Page>
  /** Opens it and signs in. */
  signedIn(): Promise<Page>
}

/** Builds the reader once, and serves it; for the tests of a file. */
export function useReader(): { served: Served; enter: (options?: RoomOptions) => Promise<Room> } {
  let folder = ''
  let browser: Browser | null = null
  let server: Server | null = null
  let port = 0
  const ends: (() => Promise<unknown>)[] = []
  const served = {
    get origin() {
      return `http://127.0.0.1:${port}`
    },
    async start() {
      server = createServer(async ({ url = '/' }, response) => {
        const { pathname } = new URL(url, 'http://reader.test')
        const path = normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname)
        const content = await readFile(join(folder, path)).catch(() => null)
        response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
        response.setHeader('content-security-policy', policy)
        response.writeHead(content ? 200 : 404).end(content ?? '')
      })
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
      const address = server.address()
      if (typeof address !== 'object' || address === null) throw new Error('It has no port.')
      port = address.port
    },
    async stop() {
      server?.closeAllConnections()
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)))
      server = null
    },
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wallabag-reader-'))
    const resolve = { alias }
    await build({ root, resolve, build: { outDir: folder }, logLevel: 'warn' })
    const executablePath = await systemProgram('chromium', () => {})
    const { chromium } = await import('playwright-core')
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    await served.start()
  })
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })
  afterAll(async () => {
    await browser?.close()
    await served.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function enter({
    fakeOptions,
    articles = 12,
    ...options
  }: RoomOptions = {}): Promise<Room> {
    if (!browser) throw new Error('There is no browser.')
    const fake = createFakeWallabag(fakeOptions)
    const { library: fill } = fake.seed
    fill(articles, { seed: 7 })
    const { url, close } = await fake.listen()
    ends.push(close)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
    ends.push(() => context.close())
    const problems: string[] = []
    context.on('weberror', (error) => problems.push(String(error.error())))
    context.on('request', (request) => {
      const isKnown = [served.origin, url, 'data:'].some((known) => request.url().startsWith(known))
      if (!isKnown) problems.push(`asks ${request.url()}`)
    })
    const tab = async () => {
      const page = await context.newPage()
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) problems.push(message.text())
      })
      await page.goto(served.origin)
      return page
    }
    const signedIn = async () => {
      const page = await tab()
      const { clientId, clientSecret, username, password } = fake.credentials
      await page.getByLabel('Server').fill(url)
      await page.getByLabel('Client id').fill(clientId)
      await page.getByLabel('Client secret').fill(clientSecret)
      await page.getByLabel('User').fill(username)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByRole('heading', { name: 'Unread' }).waitFor()
      return page
    }
    const setOffline = async (isOffline: boolean) => {
      // The emulation knows of tabs alone.
      await fake.clearFaults()
      if (isOffline) fake.fault({}, 'refused')
      await context.setOffline(isOffline)
    }
    return { fake, context, problems, setOffline, tab, signedIn }
  }
  return { served, enter }
}

interface RoomOptions extends BrowserContextOptions {
  fakeOptions?: FakeOptions
  articles?: number
}

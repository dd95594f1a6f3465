import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { systemProgram } from '../runtimes/packed.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 400_000 })

const root = fileURLToPath(new URL('../..', import.meta.url))
const site = join(root, 'docs/.vitepress/dist')
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown',
}

/** The site as a plain web server gives it. */
const server = createServer(async ({ url = '/' }, response) => {
  const { pathname } = new URL(url, 'http://site.test')
  const path = normalize(
    decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname),
  )
  const content = await readFile(join(site, path)).catch(() => null)
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
  response.writeHead(content ? 200 : 404).end(content ?? '')
})
let origin = ''
let browser: Browser | null = null

beforeAll(async () => {
  if (process.env['SITE_BUILT'] === undefined)
    execFileSync('npm', ['run', '--silent', 'docs:build'], { cwd: root, stdio: 'pipe' })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
  origin = `http://127.0.0.1:${address.port}`
})
afterAll(async () => {
  await browser?.close()
  server.closeAllConnections()
  server.close()
})

/** A page of a browser that is so wide, and what went wrong in it. */
async function open(width: number, skip: (why: string) => void): Promise<[Page, string[]]> {
  const executablePath = await systemProgram('chromium', skip)
  const { chromium } = await import('playwright-core')
  browser ??= await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) {
      problems.push(`asks ${request.url()}`)
    }
  })
  return [page, problems]
}

test.each([390, 1440])(
  'the playground runs its lines at %i pixels and shows the requests',
  async (width) => {
    const [page, problems] = await open(width, () => {})
    await page.goto(`${origin}/docs/playground.html`)
    await page.click('.playground > button')
    await page.locator('.columns pre').getByText('entries tagged').waitFor()
    await page.locator('button:has-text("Run")').waitFor()
    const output = await page.textContent('.columns pre')
    expect(output).toMatch(/^saved .* min\n\d+ entries tagged\n/)
    const requests = await page.locator('.columns li').allInnerTexts()
    expect(requests.map((line) => line.replace(/\s+/g, ' ').trim())).toEqual(
      expect.arrayContaining(['200 POST /oauth/v2/token', '200 POST /api/entries']),
    )
    await page.fill('textarea', 'await wallabag.entries.get(999)')
    await page.click('.playground > button')
    await page.locator('.columns pre .error').getByText('GET /api/entries/999').waitFor()
    expect(problems).toEqual([])
    await page.close()
  },
)

const pages = () =>
  readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.html') && path !== '404.html' && !path.startsWith('examples/browser'),
    )
    .sort()

test.each([390, 1440])(
  'no page is wider than %i pixels, fails, or asks another host',
  async (width) => {
    const [page, problems] = await open(width, () => {})
    const wide: string[] = []
    expect(pages().length).toBeGreaterThan(50)
    for (const path of pages()) {
      await page.goto(`${origin}/${path}`)
      const [inner, whole] = await page.evaluate(() => [
        innerWidth,
        document.documentElement.scrollWidth,
      ])
      if ((whole ?? 0) > (inner ?? 0)) wide.push(`${path}: ${whole}`)
    }
    expect(wide).toEqual([])
    expect(problems).toEqual([])
    await page.close()
  },
)

test('search finds a guide by its words, without asking another host', async () => {
  const [page, problems] = await open(1440, () => {})
  // Until its program runs, the page hears no key.
  await page.goto(`${origin}/`, { waitUntil: 'networkidle' })
  await page.keyboard.press('Control+k')
  await page.fill('#localsearch-input', 'mistaken refresh token lock')
  await page.fill('#localsearch-input', 'any of several tags')
  await page.locator('#localsearch-list a').getByText('Any of several tags').first().waitFor()
  await page.keyboard.press('Escape')
  const isDark = () => page.evaluate(() => document.documentElement.classList.contains('dark'))
  const before = await isDark()
  await page.locator('.VPSwitchAppearance:visible').first().click()
  expect(await isDark()).toBe(!before)
  expect(problems).toEqual([])
  await page.close()
})

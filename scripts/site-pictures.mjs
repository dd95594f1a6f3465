// Takes pictures of the pages of the site in a browser, at the width of a phone and of a desktop,
// light and dark, into a folder of your choice. Of all pages, or of those that are named:
//   npm run docs:build && node scripts/site-pictures.mjs /tmp/pages
//   node scripts/site-pictures.mjs /tmp/pages docs/saving docs/errors
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('../', import.meta.url))
const site = join(root, 'docs/.vitepress/dist')
const [pictures = '', ...chosen] = process.argv.slice(2)
if (pictures === '') throw new Error('Name the folder for the pictures.')

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
}

const server = createServer(async ({ url = '/' }, response) => {
  const path = decodeURIComponent(new URL(url, 'http://site.test').pathname)
  const content = await readFile(join(site, path)).catch(() => null)
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
  response.writeHead(content ? 200 : 404).end(content ?? '')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
const address = server.address()
if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
const origin = `http://127.0.0.1:${address.port}`

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
await mkdir(pictures, { recursive: true })

try {
  for (const width of [390, 1440]) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark']))
      await take(width, colorScheme)
  }
} finally {
  await browser.close()
  server.close()
}

/** @param {number} width @param {'light' | 'dark'} colorScheme */
async function take(width, colorScheme) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  for (const name of await pagesOfSite()) {
    await page.goto(`${origin}/${name}.html`, { waitUntil: 'networkidle' })
    if (name === 'docs/playground') await runPlayground(page)
    // The animation of a terminal takes five seconds.
    if (await page.locator('.vp-doc img[src$=".svg"]').count()) await page.waitForTimeout(6000)
    await page.mouse.move(0, 0)
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    const clip = { x: 0, y: 0, width, height: Math.min(height, width < 600 ? 2400 : 1800) }
    const file = `${name.replaceAll('/', '-')}-${width}-${colorScheme}.jpg`
    await page.screenshot({
      path: join(pictures, file),
      type: 'jpeg',
      quality: 80,
      fullPage: true,
      clip,
    })
  }
  await page.close()
}

async function pagesOfSite() {
  if (chosen.length > 0) return chosen
  const files = await readdir(site, { recursive: true })
  return files
    .filter((file) => file.endsWith('.html') && !file.startsWith('examples/browser'))
    .map((file) => file.replace(/\.html$/, ''))
    .sort()
}

/** @param {import('playwright-core').Page} page */
async function runPlayground(page) {
  await page.click('.playground > button')
  await page.locator('.columns pre').getByText('entries tagged').waitFor()
}

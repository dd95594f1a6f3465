// Takes pictures of all pages of the site in a browser, at the width of a phone and of a desktop,
// light and dark, and puts them on contact sheets in docs/pictures:
//   npm run docs:build && node scripts/site-pictures.mjs
// Single pages, large, into a folder of your choice:
//   node scripts/site-pictures.mjs /tmp/pages docs/saving docs/errors
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('../', import.meta.url))
const site = join(root, 'docs/.vitepress/dist')
const [folder, ...chosen] = process.argv.slice(2)

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
const pictures = folder ?? (await mkdtemp(join(tmpdir(), 'site-pictures-')))
await mkdir(pictures, { recursive: true })

try {
  for (const width of [390, 1440]) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark']))
      await take(width, colorScheme)
  }
} finally {
  await browser.close()
  server.close()
  if (folder === undefined) await rm(pictures, { recursive: true })
}

/** @param {number} width @param {'light' | 'dark'} colorScheme */
async function take(width, colorScheme) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  const names = await pagesOfSite()
  const files = []
  for (const name of names) {
    await page.goto(`${origin}/${name}.html`, { waitUntil: 'networkidle' })
    if (name === 'docs/playground') await runPlayground(page)
    // The animation of a terminal takes five seconds.
    if (await page.locator('.vp-doc img[src$=".svg"]').count()) await page.waitForTimeout(6000)
    await page.mouse.move(0, 0)
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    const clip = { x: 0, y: 0, width, height: Math.min(height, width < 600 ? 2400 : 1800) }
    const file = `${name.replaceAll('/', '-')}-${width}-${colorScheme}.jpg`
    const path = join(pictures, file)
    await page.screenshot({ path, type: 'jpeg', quality: 80, fullPage: true, clip })
    files.push({ name, path })
  }
  await page.close()
  if (folder === undefined) await contactSheet(files, width, colorScheme)
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

/**
 * Puts small pictures of all pages side by side, with their names.
 *
 * @param {{ name: string, path: string }[]} files
 * @param {number} width
 * @param {string} colorScheme
 */
async function contactSheet(files, width, colorScheme) {
  const [small, tall] = width < 600 ? [130, 500] : [260, 325]
  const figures = await Promise.all(
    files.map(async ({ name, path }) => {
      const picture = (await readFile(path)).toString('base64')
      return `<figure><img src="data:image/jpeg;base64,${picture}"><figcaption>${name}</figcaption></figure>`
    }),
  )
  const html = `<style>
body { margin: 8px; display: flex; flex-wrap: wrap; gap: 8px; background: #888; font: 9px sans-serif; color: #fff }
figure { margin: 0; width: ${small}px } img { width: 100%; height: ${tall}px; object-fit: contain; object-position: top; background: ${colorScheme === 'light' ? '#fff' : '#1b1b1f'} }
figcaption { overflow-wrap: anywhere }</style>${figures.join('')}`
  const sheet = await browser.newPage({ viewport: { width: 1640, height: 900 } })
  await sheet.setContent(html)
  const file = `docs/pictures/site-${width}-${colorScheme}.jpg`
  const picture = await sheet.screenshot({ type: 'jpeg', quality: 55, fullPage: true })
  await writeFile(join(root, file), picture)
  await sheet.close()
  console.log(file, picture.length)
}

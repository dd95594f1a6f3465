// After the site is built: what is linked beside pages is put there too, each page also as Markdown, and
// no link or anchor may be dead.
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'

/**
 * @param {{ root: string, outDir: string, pages: string[], base: string }} site
 */
export async function finish({ root, outDir, pages, base }) {
  for (const page of pages) await copy(root, outDir, page)
  await copy(root, outDir, 'llms.txt')
  const files = await readdir(outDir, { recursive: true })
  const htmls = new Map()
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    htmls.set(file, await readFile(join(outDir, file), 'utf8'))
  }
  const dead = []
  for (const [page, html] of htmls) {
    for (const target of linksOf(html)) {
      const why = await whyDead(target, page)
      if (why) dead.push(`${page}: ${target} ${why}`)
    }
  }
  if (dead.length > 0) throw new Error(`Dead links:\n${dead.join('\n')}`)

  /** @param {string} target @param {string} page */
  async function whyDead(target, page) {
    const [path = '', anchor] = decodeURIComponent(target).split('#')
    const file = path === '' ? page : fileOf(path, page)
    if (!htmls.has(file) && !existsSync(join(outDir, file))) {
      if (!existsSync(join(root, file))) return 'is not there'
      await copy(root, outDir, file)
    }
    if (anchor && htmls.has(file) && !idsOf(htmls.get(file)).has(anchor))
      return 'has no such heading'
    return null
  }

  /** @param {string} path @param {string} page */
  function fileOf(path, page) {
    const full = path.startsWith('/')
      ? path.slice(base.length)
      : posix.join(posix.dirname(page), path)
    return full === '' || full.endsWith('/') ? `${full}index.html` : full
  }
}

/** @param {string} root @param {string} outDir @param {string} file */
async function copy(root, outDir, file) {
  await mkdir(dirname(join(outDir, file)), { recursive: true })
  await cp(join(root, file), join(outDir, file), { recursive: true })
}

/** What a page links to or shows, without what lies on other hosts. @param {string} html */
function linksOf(html) {
  const targets = [...html.matchAll(/<(?:a|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)]
  return targets
    .map(([, target = '']) => target.replaceAll('&amp;', '&'))
    .filter((target) => target !== '' && target !== '#' && !/^[a-z]+:|^\/\//i.test(target))
}

/** @param {string} html */
function idsOf(html) {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id))
}

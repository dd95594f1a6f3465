// The site: the pages are where the repository has them, so that every link works in both.
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { finish } from './finish.mjs'
import { sections } from './sections.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { description } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
)

/**
 * The name of a heading, as GitHub makes it: links with it work in both places.
 *
 * @param {string} heading
 */
const slugify = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

/** A page with a folded corner. */
const icon = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path d='M3 1h7l3 3v11H3z' fill='#3451b2'/><path d='M10 1v3h3M5 8h6M5 11h6' stroke='#fff' fill='none'/></svg>`

/** Where it is served, such as `/wallabag-sdk/`; the workflow that publishes it says so. */
const base = /** @type {`/${string}/` | undefined} */ (process.env['SITE_BASE']) ?? '/'

const entryPoints = ['core', 'annotations', 'node', 'redis', 'schemas', 'sync', 'testing', 'text']
const reference = ['', ...entryPoints].map((name) => ({
  text: `wallabag-sdk${name && `/${name}`}`,
  link: `/docs/reference/wallabag-sdk/${name && `${name}/`}README`,
}))

export default defineConfig({
  title: 'wallabag-sdk',
  description,
  base,
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: root,
  outDir: `${root}docs/.vitepress/dist`,
  cacheDir: `${root}node_modules/.vitepress`,
  srcExclude: [
    '{.*,api,bench,cli,mocks,mcp,scripts,src}/**',
    'test/!(recordings)/**',
    'AGENTS.md',
    'docs/.vitepress/**',
    'examples/*/**',
  ],
  rewrites: { 'README.md': 'index.md' },
  // `finish` looks at every link and anchor, which this would not.
  ignoreDeadLinks: true,
  metaChunk: true,
  // The search index and the checks of the playground are larger than Vite likes.
  vite: {
    build: {
      chunkSizeWarningLimit: 2000,
      // The fake's listening face, which no browser asks for.
      rollupOptions: { external: [/^node:/] },
    },
    resolve: {
      alias: {
        'wallabag-sdk/testing': `${root}mocks/index.ts`,
        'wallabag-sdk': `${root}src/index.ts`,
      },
    },
  },
  markdown: {
    anchor: { slugify },
    config(markdown) {
      markdown.core.ruler.push('start-page', ({ tokens, env }) => {
        const folder = posix.dirname(env.relativePath ?? '')
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.attrGet('href')
          const [path, anchor] = href?.split('#') ?? []
          if (!path || posix.join(folder, path) !== 'README.md') continue
          token.attrSet(
            'href',
            `${path.slice(0, -'README.md'.length)}index.md${anchor ? `#${anchor}` : ''}`,
          )
        }
        return true
      })
    },
  },
  themeConfig: {
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    nav: [
      { text: 'Guides', link: '/docs/save-from-a-script' },
      { text: 'Playground', link: '/docs/playground' },
      { text: 'Reference', link: '/docs/reference/README' },
    ],
    sidebar: [...sections, { text: 'Reference', collapsed: true, items: reference }],
  },
  buildEnd: ({ outDir, pages }) => finish({ root, outDir, pages, base }),
})

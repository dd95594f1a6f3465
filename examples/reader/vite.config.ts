// Builds two programs with shared modules: the page and the service worker.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Inserts the list of built files into the service worker, which caches them. */
const listOfFiles: Plugin = {
  name: 'list-of-files',
  enforce: 'post',
  generateBundle(_, bundle) {
    const built = Object.keys(bundle).filter((name) => name.startsWith('assets/'))
    const files = ['./', ...built, ...readdirSync(here('public'))]
    // The names of the other files contain a hash of their content.
    const html = bundle['index.html']
    const source = html?.type === 'asset' ? html.source : ''
    const version = createHash('sha256').update(source).digest('hex').slice(0, 12)
    const worker = bundle['worker.js']
    if (worker?.type !== 'chunk') throw new Error('The service worker was not built.')
    worker.code = worker.code
      .replace('__FILES__', JSON.stringify(files))
      .replace('__VERSION__', JSON.stringify(version))
  },
}

export default defineConfig({
  // Paths are relative, so that the reader can be served from any folder.
  base: './',
  plugins: [listOfFiles],
  build: {
    // The fake is large, but only loaded when somebody tries the reader out.
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: { index: here('index.html'), worker: here('src/worker.ts') },
      // The fake imports `node:http` only to listen in Node.
      external: [/^node:/],
      output: {
        // The file of a service worker must keep its name.
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})

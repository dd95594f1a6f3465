// Compares the time to check a page of 30 entries, and to also create models, with JSON.parse of
// the same page. This is measured where code must not be generated from strings: in Node with a
// flag, in workerd and in Chromium.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { inTurn, ratios } from './measure.mjs'

const miniflare = 'miniflare@4.20260426.0'
const browser = '/usr/bin/chromium'

/** Runs one of the contestants in the place that is measured. @typedef {(name: string) => Promise<unknown>} Run */

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function validation() {
  const code = await program()
  const figures = await withNode(code, (run) => figuresOf('on Node', run))
  const models = { atMost: 0.35, heldAt: 0.42 }
  figures.push(...(await withWorkerd(code, (run) => figuresOf('in workerd', run, models))))
  if (!existsSync(browser)) console.error(`There is no ${browser} to measure in.`)
  else figures.push(...(await withChromium(code, (run) => figuresOf('in Chromium', run, models))))
  return figures
}

/**
 * @param {string} where
 * @param {Run} run
 * @param {{ atMost: number, heldAt?: number }} [models]
 * @returns {Promise<import('./measure.mjs').Figure[]>}
 */
async function figuresOf(where, run, models = { atMost: 0.35 }) {
  const contestants = ['parse', 'check', 'checkAndModel'].map((name) => [name, () => run(name)])
  const three = Object.fromEntries(contestants)
  await inTurn(three, 2)
  const times = await inTurn(three, 11)
  const figure = (
    /** @type {string} */ what,
    /** @type {string} */ name,
    /** @type {{ atMost: number, heldAt?: number }} */ promise,
  ) => {
    const values = ratios(times.get(name), times.get('parse'))
    return { what: `${what} ${where}, beside JSON.parse`, unit: '×', values, ...promise }
  }
  return [
    figure('Checking a page of 30 entries', 'check', { atMost: 0.2 }),
    figure('The same with making models', 'checkAndModel', models),
  ]
}

/**
 * The measured functions are not public, so they are bundled from the sources with a way to start
 * them in each environment.
 */
async function program() {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { isAnswer } from '../src/contract/checks.generated.ts'
        import { entrySummaryFromWire } from '../src/entries/entry.ts'
        import { bodies } from './bodies.mjs'
        const text = bodies['/api/entries']
        const page = JSON.parse(text)
        const items = page._embedded.items
        function check() {
          if (!isAnswer('entryPage', page)) throw new Error('The page of the bench is none.')
          for (const item of items) {
            if (!isAnswer('entry', item)) throw new Error('An entry of the bench is none.')
          }
        }
        const contestants = {
          parse: () => JSON.parse(text),
          check,
          // As in the package (src/api/api.ts), all entries are checked before the first is
          // converted.
          checkAndModel: () => {
            check()
            return items.map((item) => entrySummaryFromWire(item, 'http://localhost'))
          },
        }
        // There are so many rounds that the time to start them does not matter.
        const run = (name) => { for (let round = 0; round < 4000; round++) contestants[name]() }
        globalThis.run = run
        globalThis.process?.on?.('message', (name) => process.send(run(name) ?? name))
        export default {
          fetch(request) {
            run(new URL(request.url).pathname.slice(1))
            return new Response()
          },
        }`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * @template T
 * @param {string} code
 * @param {(run: Run) => Promise<T>} use
 */
async function withNode(code, use) {
  const args = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    return await use((name) => {
      child.send(name)
      return new Promise((resolve) => child.once('message', resolve))
    })
  } finally {
    child.kill()
  }
}

/**
 * @template T
 * @param {string} code
 * @param {(run: Run) => Promise<T>} use
 */
async function withWorkerd(code, use) {
  const folder = join(tmpdir(), 'wallabag-sdk-bench')
  if (!existsSync(join(folder, 'node_modules/miniflare'))) {
    mkdirSync(folder, { recursive: true })
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, miniflare])
  }
  const { Miniflare } = createRequire(join(folder, 'here.js'))('miniflare')
  const worker = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents: code }],
    compatibilityDate: '2026-01-01',
  })
  try {
    // The time is measured outside, because the clock of a worker stands still while it works.
    return await use((name) => worker.dispatchFetch(`http://worker.test/${name}`))
  } finally {
    await worker.dispose()
  }
}

/**
 * @template T
 * @param {string} code
 * @param {(run: Run) => Promise<T>} use
 */
async function withChromium(code, use) {
  const chrome = await chromium.launch({ executablePath: browser, args: ['--no-sandbox'] })
  try {
    const tab = await chrome.newPage()
    await tab.setContent(
      `<meta http-equiv="content-security-policy" content="script-src 'unsafe-inline'">`,
    )
    await tab.addScriptTag({ type: 'module', content: code })
    return await use((name) => tab.evaluate((one) => Reflect.get(globalThis, 'run')(one), name))
  } finally {
    await chrome.close()
  }
}

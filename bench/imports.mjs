// Compares the time of importing the package with that of importing only ky, each in a separate
// process.
import { execFileSync } from 'node:child_process'
import { inTurn, ratios } from './measure.mjs'

const promised = {
  'wallabag-sdk': { atMost: 1.15, heldAt: 1.35 },
  'wallabag-sdk/core': { atMost: 1.1, heldAt: 1.35 },
}
const names = ['ky', ...Object.keys(promised)]

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function imports() {
  /** @type {Map<string, number[]>} */
  const took = new Map(names.map((name) => [name, []]))
  const contestants = names.map((name) => [name, () => took.get(name)?.push(timeOf(name))])
  await inTurn(Object.fromEntries(contestants), 31)
  return Object.entries(promised).map(([name, promise]) => ({
    what: `Importing \`${name}\`, beside ky`,
    unit: '×',
    values: ratios(took.get(name), took.get('ky')),
    ...promise,
  }))
}

/** @param {string} name */
function timeOf(name) {
  const code = `const start = performance.now()
    await import('${name}')
    console.log(performance.now() - start)`
  const options = { cwd: import.meta.dirname, encoding: /** @type {const} */ ('utf8') }
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], options))
}

// Measures how long `wallabag --version` takes, compared with only starting Node.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inTurn, ratios } from './measure.mjs'

const command = fileURLToPath(new URL('../cli/dist/bin.js', import.meta.url))

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function cliStart() {
  const bare = () => run(['-e', '0'])
  const told = () => run([command, '--version'])
  const times = await inTurn({ bare, told }, 31)
  return [
    {
      what: '`wallabag --version`, beside `node -e 0`',
      unit: '×',
      values: ratios(times.get('told'), times.get('bare')),
      atMost: 1.5,
    },
  ]
}

/** @param {string[]} words */
function run(words) {
  const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' })
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}.`)
}

// How long `wallabag --version` takes beside a bare Node: `npm run build && node bench/cli-start.mjs`.
// Medians of interleaved runs, since a busy machine slows both; with `--check` a missed bar fails.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bar = 1.5
const rounds = 31
const command = fileURLToPath(new URL('../cli/dist/bin.js', import.meta.url))

const bare = []
const told = []
for (let round = 0; round < rounds; round++) {
  bare.push(timeOf(['-e', '0']))
  told.push(timeOf([command, '--version']))
}
const ratio = median(told) / median(bare)
console.log(`Node ${process.version}: node -e 0 ${median(bare).toFixed(1)} ms,`)
console.log(
  `  wallabag --version ${median(told).toFixed(1)} ms: ${ratio.toFixed(2)} × (bar: ${bar})`,
)
if (process.argv.includes('--check') && !(ratio <= bar)) process.exitCode = 1

/** @param {string[]} words */
function timeOf(words) {
  const begin = performance.now()
  const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' })
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}.`)
  return performance.now() - begin
}

/** @param {number[]} times */
function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}

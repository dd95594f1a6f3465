// `npm run check`: every check, in two rows side by side, whatever the others find. Each says what it has
// to say when it ends.
import { exec } from 'node:child_process'

/** What reads the built package comes one after another, in one row. */
const rows = [
  ['check:types', 'check:reference', 'check:style', 'check:generated', 'check:openapi'],
  ['docs:build', 'check:unused', 'check:package'],
]

/** @param {string} name */
function run(name) {
  const started = Date.now()
  return new Promise((resolve) => {
    exec(`npm run --silent ${name}`, { maxBuffer: Infinity }, (error, stdout, stderr) => {
      const seconds = Math.round((Date.now() - started) / 1000)
      console.log(`── ${name}: ${error ? 'FAILED' : 'passed'}, ${seconds} s\n${stdout}${stderr}`)
      if (error) process.exitCode = 1
      resolve(undefined)
    })
  })
}

await Promise.all(
  rows.map(async (row) => {
    for (const name of row) await run(name)
  }),
)

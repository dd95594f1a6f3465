// `npm run check`: runs all checks in two parallel rows, even if some fail. The output of a check
// is printed when it ends.
import { exec } from 'node:child_process'

/**
 * The checks that read the built package are in one row, so that they do not run at the same time.
 */
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

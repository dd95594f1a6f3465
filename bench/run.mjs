// `npm run bench`: measures costs as medians of rounds in which all contestants run in turn. `--
// --check` fails if a promise is not kept, or if a figure whose promise was not reached exceeds its
// limit. `-- --save` writes the tables into docs/performance.md and three lines into the README.
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { bodies } from './bodies.mjs'
import { bulk } from './bulk.mjs'
import { calls } from './calls.mjs'
import { cliStart } from './cli-start.mjs'
import { costs } from './costs.mjs'
import { files } from './files.mjs'
import { imports } from './imports.mjs'
import { indexedDb } from './indexed-db.mjs'
import { mcpStart } from './mcp-start.mjs'
import { sharedGate } from './shared-gate.mjs'
import { sizes } from './sizes.mjs'
import { firstSync } from './sync.mjs'
import { changes, linesOf, missed, summaryOf, tableOf } from './table.mjs'
import { text } from './text.mjs'
import { validation } from './validation.mjs'
import { walk } from './walk.mjs'

const saved = new URL('results.json', import.meta.url)
const page = new URL('../docs/performance.md', import.meta.url)
const readme = new URL('../README.md', import.meta.url)
const isSaving = process.argv.includes('--save')

const beside = await calls()
const figures = [...beside.figures]
const parts = [
  validation,
  walk,
  bulk,
  firstSync,
  indexedDb,
  sharedGate,
  text,
  imports,
  cliStart,
  mcpStart,
  sizes,
  files,
]
for (const part of parts) {
  console.error(`… ${part.name}`)
  figures.push(...(await part()))
}
console.error('… costs')
/** @type {import('./table.mjs').Results} */
const results = {
  clients: Object.fromEntries(beside.clients),
  figures,
  costs: await costs(isSaving),
  environment: environment(),
}
console.log(tableOf(results))

console.log('\nSince the last saved run:')
/** @type {import('./table.mjs').Results} */
const before = JSON.parse(await readFile(saved, 'utf8'))
for (const line of changes(before, results)) console.log(`  ${line}`)
const broken = missed(results)
for (const line of broken) console.log(`missed: ${line}`)
if (process.argv.includes('--check') && broken.length > 0) process.exitCode = 1
if (isSaving) await save()

function environment() {
  const fixture = createHash('sha256').update(JSON.stringify(bodies)).digest('hex').slice(0, 12)
  const date = new Date().toISOString().slice(0, 10)
  const processors = `${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}`
  return `\`npm run bench\` on ${date}, Node ${process.version}, ${processors}; fixture ${fixture}.`
}

async function save() {
  await replaceIn(page, tableOf(results))
  await replaceIn(readme, linesOf(results))
  await writeFile(saved, `${JSON.stringify(summaryOf(results), null, 1)}\n`)
}

/**
 * @param {URL} file
 * @param {string} figures
 */
async function replaceIn(file, figures) {
  const text = await readFile(file, 'utf8')
  const block = /(<!-- bench -->\n)[\s\S]*?(\n<!-- \/bench -->)/
  await writeFile(
    file,
    text.replace(block, (_, from, to) => from + figures + to),
  )
}

// Imports an export of Pocket:  node examples/from-pocket.js part_000000.csv
// The columns are title, url, time_added, tags (with | between them) and status (unread or archive).
// After Ctrl-C or a power cut, start it again: it continues where it stopped.
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { Wallabag } from 'wallabag-sdk'
import { fileCheckpoint } from 'wallabag-sdk/node'

// Print one sentence instead of a stack: the SDK's messages say what was tried, what came back and what to do.
process.once('uncaughtException', (error) => {
  console.error(error.message)
  process.exit(1)
})

const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error('Give the path of the CSV file, such as part_000000.csv.')
  process.exit(2)
}

const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Error('Ctrl-C')))

const wallabag = Wallabag.fromEnv()
const job = wallabag.entries.saveMany(rows(path), {
  checkpoint: fileCheckpoint(`${path}.progress`),
  signal: stop.signal,
  onProgress: ({ done, failed }) => process.stderr.write(`\r${done} saved, ${failed} failed `),
})
const report = await job
console.log(`\n${report.done} saved, ${report.skipped} known, ${report.failed} failed`)
for (const { input, error } of report.failures) {
  console.error(typeof input === 'string' ? input : input.url, error?.message)
}

/**
 * @param {string} file
 * @returns {AsyncGenerator<import('wallabag-sdk').SaveManyInput>}
 */
async function* rows(file) {
  const lines = createReadStream(file).pipe(parse({ columns: true, bom: true }))
  for await (const { title, url, tags, status } of lines) {
    yield {
      url,
      // Without a title, Pocket wrote the address. The server finds a better title.
      ...(title && title !== url ? { title } : {}),
      // The server separates labels at commas.
      tags: tags.split('|').filter(Boolean).map(withoutComma),
      archived: status === 'archive',
    }
  }
}

/** @param {string} label */
function withoutComma(label) {
  return label.replaceAll(',', ' ')
}

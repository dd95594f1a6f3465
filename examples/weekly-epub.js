// Exports the unread articles of the last seven days as e-books, one file each:
//   node examples/weekly-epub.js ~/Books/wallabag [--archive]
// With --archive the exported articles are then archived in Wallabag.
import { Wallabag } from 'wallabag-sdk'
import { folderSink } from 'wallabag-sdk/node'

// Print one sentence instead of a stack: the SDK's messages say what was tried, what came back and what to do.
process.once('uncaughtException', (error) => {
  console.error(error.message)
  process.exit(1)
})

const [folder] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (folder === undefined) {
  console.error('Give the folder for the books, such as ~/Books.')
  process.exit(2)
}

const weekAgo = new Date(Date.now() - 7 * 24 * 3600 * 1000)
const wallabag = Wallabag.fromEnv()

// The server can filter only by the last change. Newest first, so the loop can end early.
const entries = []
for await (const entry of wallabag.entries.list({ archived: false, changedAfter: weekAgo })) {
  if (entry.createdAt < weekAgo) break
  entries.push(entry)
}

/** @type {number[]} */
const written = []
const job = wallabag.entries.exportMany(entries, 'epub', folderSink(folder), { skipExisting: true })
for await (const { status, id, file, error } of job) {
  if (status === 'failed') console.error(`failed ${id}: ${error?.message}`)
  else if (id !== null) written.push(id)
  if (file !== null) console.log(file)
}

if (process.argv.includes('--archive') && written.length > 0) {
  const report = await wallabag.entries.updateMany(written, { archived: true })
  console.log(`${report.done} archived`)
  report.throwIfFailed()
}
if (entries.length === 0) console.log('Nothing was saved in the last seven days that is unread.')

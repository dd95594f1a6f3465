// A small library is saved, tagged in bulk, listed by its tag, and one article exported to a file.
// It runs against the fake Wallabag over a real socket; with WALLABAG_URL and the other four
// variables set, and --yes given, against a real server, where it deletes its entries at the end.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isWallabagError, Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { articles } from './demo-articles.js'
import { progressBar } from './progress-bar.js'

const tag = 'wallabag-sdk-demo'
const realUrl = process.env['WALLABAG_URL']
const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Error('Ctrl-C')))

let requests = 0
const options = {
  onRequest: () => {
    requests += 1
  },
}

if (realUrl && !process.argv.includes('--yes')) {
  console.log(`This will save ${articles.length} articles to ${realUrl.replace(/\/\/.*@/, '//')},`)
  console.log(`tag them “${tag}”, export one, and delete again what it saved.`)
  console.log('If that is what you want: npm run demo -- --yes')
  process.exitCode = 2
} else {
  await main().catch((error) => {
    // The SDK's messages say what was tried, what came back and what to do.
    console.error(isWallabagError(error) ? `\n${error.message}` : error)
    process.exitCode = 1
  })
}

async function main() {
  const { wallabag, close } = await connect()
  /** @type {number[]} */
  const created = []
  try {
    const { version } = await wallabag.server.info()
    console.log(`Wallabag ${version} at ${wallabag.url}`)
    if (!realUrl) console.log('A fake one, in the memory of this program: nothing else is touched.')
    console.log()
    await save(wallabag, created)
    const bulkRequests = await tagAll(wallabag)
    const listed = await listByTag(wallabag)
    const file = await exportOne(wallabag, listed)
    summarize(created.length, bulkRequests, listed.length, file)
  } finally {
    if (realUrl) await cleanUp(wallabag, created)
    await close()
  }
}

async function connect() {
  const signal = stop.signal
  if (realUrl) {
    const wallabag = Wallabag.fromEnv({ ...options, signal })
    return { wallabag, close: () => wallabag.close() }
  }
  const fake = createFakeWallabag({ latency: 10 })
  const { url, close } = await fake.listen()
  return { wallabag: new Wallabag({ url, auth: fake.credentials, ...options, signal }), close }
}

/**
 * @param {Wallabag} wallabag
 * @param {number[]} created
 */
async function save(wallabag, created) {
  const bar = progressBar('Saving ', articles.length)
  for (const { url, ...fields } of articles) {
    const saved = await wallabag.entries.save(url, fields)
    if (saved.created) created.push(saved.entry.id)
    bar.step()
  }
}

/** @param {Wallabag} wallabag */
async function tagAll(wallabag) {
  const bar = progressBar('Tagging', articles.length)
  const before = requests
  const job = wallabag.entries.tagMany(
    articles.map(({ url }) => url),
    { add: [tag] },
    { onProgress: ({ done }) => bar.at(done) },
  )
  const report = await job
  report.throwIfFailed()
  return requests - before
}

/** @param {Wallabag} wallabag */
async function listByTag(wallabag) {
  const entries = await wallabag.entries.list({ tags: [tag], perPage: 10 }).toArray({ limit: 100 })
  console.log(`\nTagged “${tag}”, newest first:`)
  for (const { id, title, readingTime } of entries.slice(0, 5)) {
    console.log(`  ${String(id).padStart(4)}  ${title} (${readingTime} min)`)
  }
  if (entries.length > 5) console.log(`        … and ${entries.length - 5} more`)
  return entries
}

/**
 * @param {Wallabag} wallabag
 * @param {readonly { id: number }[]} entries
 */
async function exportOne(wallabag, entries) {
  const [first] = entries
  if (!first) throw new Error('Nothing was listed, so there is nothing to export.')
  const file = await wallabag.entries.export(first.id, 'epub')
  const name = basename(file.filename)
  const bytes = await file.bytes()
  const folder = await mkdtemp(join(tmpdir(), 'wallabag-demo-'))
  try {
    await writeFile(join(folder, name), bytes)
  } finally {
    // The demo deletes the file; your own program would keep it.
    await rm(folder, { recursive: true })
  }
  return { name, size: bytes.length }
}

/**
 * @param {number} saved
 * @param {number} bulkRequests
 * @param {number} listed
 * @param {{ name: string, size: number }} file
 */
function summarize(saved, bulkRequests, listed, file) {
  console.log(`
Saved     ${saved} articles (each looked up first, so none is saved twice)
Tagged    ${articles.length} of them in bulk with ${bulkRequests} requests
Listed    ${listed} by their tag
Exported  ${file.name} (${file.size} bytes), and deleted it again
Requests  ${requests} in all, signing in included`)
  if (bulkRequests >= articles.length) {
    throw new Error(`Bulk tagging took ${bulkRequests} requests for ${articles.length} articles.`)
  }
}

/**
 * Deletes the entries of the demo. It must also work after Ctrl-C, so it does not use the signal.
 *
 * @param {Wallabag} wallabag
 * @param {readonly number[]} created
 */
async function cleanUp(wallabag, created) {
  const unstoppable = wallabag.with({ signal: new AbortController().signal })
  // Entries that existed before the demo lose only its tag.
  await unstoppable.tags.delete({ label: tag }).catch(ignoreMissing)
  const bar = progressBar('Deleting', created.length)
  for (const id of created) {
    await unstoppable.entries.delete(id)
    bar.step()
  }
  console.log('Deleted what the demo had saved.')
}

/** @param {unknown} error */
function ignoreMissing(error) {
  if (!isWallabagError(error) || error.code !== 'not_found_tag') throw error
}

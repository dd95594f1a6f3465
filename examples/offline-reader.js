// An offline reader for the terminal, in one file: the library in SQLite, read and changed without a
// network, and synced with the server when there is one. Needs Node 22.5 or later, and before 22.13
// `--experimental-sqlite`.
//
//   node examples/offline-reader.js sync            get new articles, send local changes
//   node examples/offline-reader.js list [words]    the unread articles
//   node examples/offline-reader.js read 17         the text of an article
//   node examples/offline-reader.js archive 17      mark it as read; also: star, delete
//   node examples/offline-reader.js tag 17 a b      add tags
//   node examples/offline-reader.js save https://…  save an address
//
// WALLABAG_URL and the other four variables name the server; without them it uses a fake one. The
// library is the file `.offline-reader.db` in the home folder, or the file in OFFLINE_READER_DB.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isWallabagError, Wallabag } from 'wallabag-sdk'
import { sqliteStore } from 'wallabag-sdk/node'
import { createSync, MassDeletionError } from 'wallabag-sdk/sync'
import { createFakeWallabag } from 'wallabag-sdk/testing'

const characters = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&amp;', '&'],
])

const [command = 'sync', ...words] = process.argv.slice(2)
const path = process.env['OFFLINE_READER_DB'] ?? join(homedir(), '.offline-reader.db')
const store = sqliteStore(path)
const sync = createSync(connect(), { store })

try {
  await run(Number(words[0]))
} catch (error) {
  console.error(isWallabagError(error) ? plain(error.message) : String(error))
  if (error instanceof MassDeletionError) {
    for (const { id, title } of error.entries.slice(0, 20))
      console.error(`  ${id}  ${plain(title)}`)
    console.error('If that is right: sync --delete')
  }
  process.exitCode = 1
} finally {
  store.close()
}

/** @param {number} id */
async function run(id) {
  switch (command) {
    case 'sync':
      return synchronise(words.includes('--delete'))
    case 'list':
      return list(words.join(' ').toLowerCase())
    case 'read':
      return console.log(
        textOf((await sync.content(id)) ?? '(nothing could be read from the page)'),
      )
    case 'archive':
      return sync.outbox.archive(id)
    case 'star':
      return sync.outbox.star(id)
    case 'delete':
      return sync.outbox.delete(id)
    case 'tag':
      return sync.outbox.tag(id, { add: words.slice(1) })
    case 'save':
      return sync.outbox.save(words[0] ?? '')
    default:
      throw new Error(`There is no command “${command}”.`)
  }
}

/** @param {boolean} allowMassDeletion */
async function synchronise(allowMassDeletion) {
  const signs = { added: '+', changed: '~', deleted: '-' }
  const running = sync.run({ content: 'new', allowMassDeletion })
  for await (const { type, entry } of running) {
    console.log(`${signs[type]} ${entry.id}  ${plain(entry.title)}`)
  }
  const { added, changed, deleted, sent, waiting, failures } = await running
  console.log(`${added} new, ${changed} changed, ${deleted} gone; ${sent} sent, ${waiting} waiting`)
  for (const { message } of failures) console.log(`! ${plain(message)}`)
}

/** @param {string} search */
async function list(search) {
  for await (const { id, title, tags, archived, starred, pending } of sync.entries()) {
    if (archived || !(title ?? '').toLowerCase().includes(search)) continue
    const marks = `${starred ? '★' : ' '}${pending ? '…' : ' '}`
    const labels = tags.map(({ label }) => label).join(', ')
    console.log(plain(`${String(id).padStart(6)} ${marks} ${title}  ${labels}`))
  }
}

function connect() {
  if (process.env['WALLABAG_URL']) return Wallabag.fromEnv()
  const fake = createFakeWallabag()
  // The time is fixed, because otherwise the next command would get different articles.
  fake.clock.set(Date.UTC(2026, 0, 1))
  fake.seed.library(12, { seed: 7 })
  return new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch })
}

/**
 * Converts HTML to plain text that is good enough to read and contains nothing active.
 *
 * @param {string} html
 */
function textOf(html) {
  const text = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<\/(p|h\d|li|div|blockquote)>|<br[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, (name) => characters.get(name) ?? name)
  return text.split('\n').map(plain).join('\n')
}

/**
 * Removes the characters that a terminal would interpret, because titles and articles are
 * untrusted.
 *
 * @param {string | null} text
 */
function plain(text) {
  return (text ?? '(no title)').replace(/\p{Cc}|\p{Cf}/gu, ' ')
}

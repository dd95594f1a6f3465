// Writes one Markdown note for each article that has annotations, for Obsidian and the like:
//   node examples/notes.js ~/Vault/Reading
// Titles, tags and quotes are untrusted: in the front matter they are quoted as JSON, which is also
// YAML, and in the note a quote cannot begin a heading, a link or an embedded page.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Wallabag } from 'wallabag-sdk'

// Print one sentence instead of a stack: the SDK's messages say what was tried, what came back and what to do.
process.once('uncaughtException', (error) => {
  console.error(error.message)
  process.exit(1)
})

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('Give the folder for the notes, such as ~/Vault/Reading.')
  process.exit(2)
}
await mkdir(folder, { recursive: true })

let notes = 0
const wallabag = Wallabag.fromEnv()
for await (const entry of wallabag.entries.list({ perPage: 100 })) {
  if (entry.annotations.length === 0) continue
  // The file is named by id, not by title: an id is unique, safe, and does not change.
  const path = join(folder, `wallabag-${entry.id}.md`)
  await writeFile(`${path}.part`, noteOf(entry))
  await rename(`${path}.part`, path)
  console.log(path)
  notes += 1
}
if (notes === 0) console.log('No article has a note yet: mark a passage in Wallabag and write one.')

/** @param {import('wallabag-sdk').EntrySummary} entry */
function noteOf({ title, url, authors, tags, createdAt, viewUrl, annotations }) {
  const matter = {
    title: title ?? '',
    source: url ?? '',
    author: authors,
    tags: tags.map(({ label }) => label.replaceAll(' ', '-')),
    saved: createdAt.toISOString().slice(0, 10),
    wallabag: viewUrl,
  }
  const lines = Object.entries(matter).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  const quotes = annotations.map(({ quote, text }) => `${quoted(quote)}\n\n${plain(text)}\n`)
  return ['---', ...lines, '---', '', ...quotes].join('\n')
}

/** @param {string} text */
function quoted(text) {
  return plain(text).replace(/^/gm, '> ')
}

/** @param {string} text */
function plain(text) {
  return text.replace(/\p{Cc}+/gu, ' ').replace(/[\\`*_{}[\]<>#|!~$%^=-]/g, '\\$&')
}

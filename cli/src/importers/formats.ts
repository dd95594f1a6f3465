import { readCsv } from './csv.js'
import { readDate } from './date.js'
import { readLinks } from './links.js'
import { pieces, type Row, rowOf, titleOf } from './row.js'

/** Reads the text of one export file. */
export type ReadRows = (text: string) => Row[]

/** Pocket: `title,url,time_added,tags,status` of 2025 with tags between bars, or the older HTML. */
export const pocket: ReadRows = (text) =>
  text.trimStart().startsWith('<') ? pocketHtml(text) : pocketCsv(text)

function pocketCsv(text: string): Row[] {
  return readCsv(text, ['url']).map(({ url = '', title, time_added, tags, status }, index) =>
    rowOf(index + 1, url, {
      title: titleOf(title, url),
      tags: pieces(tags, '|'),
      archived: status?.trim() === 'archive',
      savedAt: readDate(time_added),
    }),
  )
}

function pocketHtml(text: string): Row[] {
  return readLinks(text).map(({ text: title, attributes, heading }, index) => {
    const { href = '', time_added, tags } = attributes
    return rowOf(index + 1, href, {
      title: titleOf(title, href),
      tags: pieces(tags, ','),
      archived: heading === 'Read Archive',
      savedAt: readDate(time_added),
    })
  })
}

/** Instapaper: `URL,Title,Selection,Folder,Timestamp`, later with `Tags` as a JSON list. */
export const instapaper: ReadRows = (text) =>
  readCsv(text, ['url']).map(({ url = '', title, folder = '', timestamp, tags }, index) => {
    const place = folder.trim()
    const own = ['', 'Unread', 'Archive', 'Starred'].includes(place) ? [] : [place]
    return rowOf(index + 1, url, {
      title: titleOf(title, url),
      tags: [...own, ...listOfTags(tags)],
      archived: place === 'Archive',
      starred: place === 'Starred',
      savedAt: readDate(timestamp),
    })
  })

function listOfTags(text = ''): string[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value.map(String)
  } catch {
    // Not a JSON list: then words between commas.
  }
  return pieces(text, ',')
}

/** Raindrop: `id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite`. */
export const raindrop: ReadRows = (text) =>
  readCsv(text, ['url']).map(({ url = '', title, folder, tags, created, favorite }, index) =>
    rowOf(index + 1, url, {
      title: titleOf(title, url),
      tags: [...pieces(folder, '/').filter((name) => name !== 'Unsorted'), ...pieces(tags, ',')],
      starred: favorite?.trim().toLowerCase() === 'true',
      savedAt: readDate(created),
    }),
  )

/** Readwise Reader: `Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen`. */
export const readwise: ReadRows = (text) =>
  readCsv(text, ['url', 'location']).map((record, index) => {
    const { url = '', title, location = '' } = record
    const tags = pythonList(record['document tags'])
    const place = location.trim().toLowerCase()
    return rowOf(index + 1, url, {
      title: titleOf(title, url),
      // What a feed brought was never saved by hand; a tag of its own lets it be told apart.
      tags: place === 'feed' ? [...tags, 'feed'] : tags,
      archived: place === 'archive',
      starred: tags.includes('favorite'),
      savedAt: readDate(record['saved date']),
    })
  })

/** Reader writes its tags as Python does: `['one', "reader's two"]`. */
function pythonList(text = ''): string[] {
  const quoted = text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)
  return [...quoted].map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'))
}

/** The bookmark file that every browser writes; folders become tags. */
export const browser: ReadRows = (text) =>
  readLinks(text).map(({ text: title, attributes, folders }, index) => {
    const { href = '', add_date, tags } = attributes
    return rowOf(index + 1, href, {
      title: titleOf(title, href),
      tags: [...folders, ...pieces(tags, ',')],
      savedAt: readDate(add_date),
    })
  })

/** A plain list: an address a line; empty lines and those that begin with `#` are none. */
export const urls: ReadRows = (text) =>
  text.split(/\r?\n/).flatMap((line, index) => {
    const url = line.trim()
    return url === '' || url.startsWith('#') ? [] : [rowOf(index + 1, url, {})]
  })

import { readDate } from '../date.js'
import { decodeEntities } from '../entities.js'
import { csvReader, htmlReader } from '../reader.js'
import { listOf, titleOf } from '../row.js'

/** Converts a folder: Instapaper's own folders are states, and any other is a tag. */
function placeOf(folder: string) {
  const place = folder.trim()
  const isOwn = /^(unread|archive|starred|)$/i.test(place)
  const is = (name: string) => place.toLowerCase() === name
  return {
    tags: isOwn ? [] : place.split('/').map((name) => name.trim()),
    // A starred article may also be archived; then it is in both folders.
    archived: is('starred') ? null : is('archive'),
    starred: is('starred'),
  }
}

/**
 * Instapaper's CSV: `URL,Title,Selection,Folder`, in newer exports also `Timestamp` and `Tags` as a
 * JSON list.
 */
export const instapaperCsv = csvReader(
  { service: 'instapaper', format: 'Instapaper’s CSV', columns: ['url', 'selection', 'folder'] },
  ({ title, selection = '', folder = '', timestamp, tags }, url) => {
    const place = placeOf(folder)
    return {
      ...place,
      title: titleOf(decodeEntities(title ?? ''), url),
      tags: [...place.tags, ...listOf(tags)],
      savedAt: readDate(timestamp),
      highlights: selection.trim() === '' ? [] : [{ quote: selection.trim(), note: '' }],
    }
  },
)

/** The older HTML export, with a heading for each folder. */
export const instapaperHtml = htmlReader(
  {
    service: 'instapaper',
    format: 'Instapaper’s HTML',
    fits: ({ title }) => /^instapaper\b/i.test(title),
  },
  ({ text, heading }, url) => ({ ...placeOf(heading), title: titleOf(text, url) }),
)

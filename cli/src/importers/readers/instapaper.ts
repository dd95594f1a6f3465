import { readDate } from '../date.js'
import { decodeEntities } from '../entities.js'
import { csvReader, htmlReader } from '../reader.js'
import { listOf, titleOf } from '../row.js'

/** A folder is a state when it is one of Instapaper's own, and else a tag. */
function placeOf(folder: string) {
  const place = folder.trim()
  const isOwn = /^(unread|archive|starred|)$/i.test(place)
  const is = (name: string) => place.toLowerCase() === name
  return {
    tags: isOwn ? [] : place.split('/').map((name) => name.trim()),
    // What is starred may be archived too, and then stands in both places.
    archived: is('starred') ? null : is('archive'),
    starred: is('starred'),
  }
}

/** Instapaper: `URL,Title,Selection,Folder`, later with `Timestamp` and `Tags` as a JSON list. */
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

/** The older HTML, with a heading for each folder. */
export const instapaperHtml = htmlReader(
  {
    service: 'instapaper',
    format: 'Instapaper’s HTML',
    fits: ({ title }) => /^instapaper\b/i.test(title),
  },
  ({ text, heading }, url) => ({ ...placeOf(heading), title: titleOf(text, url) }),
)

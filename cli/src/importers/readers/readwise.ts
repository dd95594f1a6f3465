import { readDate } from '../date.js'
import { csvReader } from '../reader.js'
import { listOf, nonEmpty, titleOf } from '../row.js'

/** Readwise Reader: `Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen`. */
export const readwise = csvReader(
  {
    service: 'readwise',
    format: 'Readwise Reader’s CSV',
    columns: ['url', 'document tags', 'saved date'],
  },
  (record, url) => {
    const { title, location = '' } = record
    const tags = pythonList(record['document tags'])
    const place = location.trim().toLowerCase()
    return {
      title: titleOf(title, url),
      // Articles from a feed were not saved by hand. A tag makes it possible to tell them apart.
      tags: place === 'feed' ? [...tags, 'feed'] : tags,
      archived: place === 'archive',
      starred: tags.includes('favorite'),
      savedAt: readDate(record['saved date']),
      notes: nonEmpty([record['document note'] ?? record['notes']]),
      leftOut: place === 'deleted' ? 'It is deleted in Reader.' : null,
    }
  },
)

/**
 * Reader writes its tags like Python: `['one', "reader's two"]`. Other programs separate them by
 * commas.
 */
function pythonList(text = ''): string[] {
  if (!/['"]/.test(text)) return listOf(text)
  const quoted = text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)
  return [...quoted].map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'))
}

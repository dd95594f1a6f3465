import { readDate } from '../date.js'
import { csvReader } from '../reader.js'
import { type Highlight, isYes, nonEmpty, pieces, titleOf } from '../row.js'

/** Raindrop: `id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite`. */
export const raindrop = csvReader(
  { service: 'raindrop', format: 'Raindrop’s CSV', columns: ['url', 'excerpt', 'created'] },
  ({ title, note, excerpt = '', folder, tags, created, highlights, favorite }, url) => ({
    title: titleOf(title, url),
    tags: [...pieces(folder, '/').filter((name) => name !== 'Unsorted'), ...pieces(tags, ',')],
    starred: isYes(favorite),
    savedAt: readDate(created),
    highlights: highlightsOf(highlights),
    notes: nonEmpty([note]),
    hasDescription: excerpt.trim() !== '',
    leftOut: folder?.trim() === 'Trash' ? 'It is in the bin of Raindrop.' : null,
  }),
)

/**
 * Reads `Highlight:words`, optionally followed by `Note:words`, with an empty line between two
 * highlights.
 */
function highlightsOf(text = ''): Highlight[] {
  return text
    .split(/^Highlight:/m)
    .map((piece) => piece.split(/^Note:/m))
    .map(([quote = '', note = '']) => ({ quote: quote.trim(), note: note.trim() }))
    .filter(({ quote }) => quote !== '')
}

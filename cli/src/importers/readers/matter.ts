import { readDate } from '../date.js'
import { csvReader } from '../reader.js'
import { isYes, listOf, nonEmpty, titleOf } from '../row.js'

/** Matter: `Title,Author,Publisher,URL,Tags,…,In Queue,Favorited,Read,…,Last Interaction Date`. */
export const matter = csvReader(
  { service: 'matter', format: 'Matter’s CSV', columns: ['url', 'in queue', 'favorited'] },
  ({ title, author, tags, favorited, read, ...record }, url) => ({
    title: titleOf(title, url),
    tags: listOf(tags?.replaceAll(';', ',')),
    // Matter shows articles that left the queue as archived.
    archived: isYes(read) || !isYes(record['in queue']),
    starred: isYes(favorited),
    savedAt: readDate(record['last interaction date']),
    authors: nonEmpty([author]),
  }),
)

import { readDate } from '../date.js'
import { csvReader } from '../reader.js'
import { listOf, titleOf } from '../row.js'

/**
 * Readeck: `url,title,state,created,labels`; Omnivore's CSV has `saved_at` instead of `created`.
 */
export const readeck = csvReader(
  { service: 'readeck', format: 'Readeck’s CSV', columns: ['url', 'state', 'labels'] },
  ({ title, state = '', created, saved_at, published_at, labels }, url) => ({
    title: titleOf(title, url),
    tags: listOf(labels),
    archived: /^archived?$/i.test(state.trim()),
    starred: /^(favou?rite|marked)$/i.test(state.trim()),
    savedAt: readDate(created ?? saved_at),
    publishedAt: readDate(published_at),
  }),
)

import { readDate } from '../date.js'
import { Item, isObject, jsonReader, listWith } from '../reader.js'
import { titleOf } from '../row.js'

/** Readability, which closed in 2016: bookmarks, and beside them what it recommended. */
export const readability = jsonReader(
  { service: 'readability', format: 'Readability’s JSON' },
  (value) =>
    isObject(value) ? listWith(new Item(value).get('bookmarks'), 'article__url', 'archive') : null,
  (item) => {
    const url = item.text('article__url')
    return {
      url,
      title: titleOf(item.text('article__title'), url),
      archived: item.is('archive'),
      starred: item.is('favorite'),
      savedAt: readDate(item.text('date_added')),
      hasDescription: item.text('article__excerpt') !== '',
    }
  },
)

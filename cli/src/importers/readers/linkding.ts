import { readDate } from '../date.js'
import { Item, isObject, jsonReader, listWith } from '../reader.js'
import { namesIn, nonEmpty, titleOf } from '../row.js'

/** Linkding's API. Its own export is a bookmark file like those of browsers. */
export const linkding = jsonReader(
  { service: 'linkding', format: 'Linkding’s JSON' },
  (value) => {
    const list = isObject(value) ? new Item(value).get('results') : value
    return listWith(list, 'url', 'tag_names')
  },
  (item) => {
    const url = item.text('url')
    return {
      url,
      title: titleOf(item.text('title') || item.text('website_title'), url),
      tags: namesIn(item.get('tag_names')),
      archived: item.is('is_archived'),
      savedAt: readDate(item.text('date_added')),
      notes: nonEmpty([item.text('description'), item.text('notes')]),
    }
  },
)

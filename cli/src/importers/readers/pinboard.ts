import { readDate } from '../date.js'
import { jsonReader, listWith } from '../reader.js'
import { nonEmpty, pieces, titleOf } from '../row.js'

/** Pinboard: the title is called `description`, the note `extended`, and tags have no blanks. */
export const pinboard = jsonReader(
  { service: 'pinboard', format: 'Pinboard’s JSON' },
  (value) => listWith(value, 'href', 'description'),
  (item) => {
    const url = item.text('href')
    return {
      url,
      title: titleOf(item.text('description'), url),
      tags: pieces(item.text('tags'), ' '),
      archived: item.text('toread') === 'no',
      savedAt: readDate(item.text('time')),
      notes: nonEmpty([item.text('extended')]),
    }
  },
)

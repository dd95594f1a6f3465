import { readDate } from '../date.js'
import { readLinks } from '../links.js'
import { jsonReader, listWith, type Reader, rowsOfLinks } from '../reader.js'
import { nonEmpty, pieces, titleOf } from '../row.js'

/**
 * Pinboard's JSON: the title is in `description` and the note in `extended`; tags are separated by
 * spaces.
 */
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

/**
 * Pinboard's XML, which is like that of Delicious: `<post href description extended tag time
 * toread>`. The posts are read as links.
 */
export const pinboardXml: Reader = {
  service: 'pinboard',
  format: 'Pinboard’s XML',
  fits: (document) => document.form === 'xml' && /<post\s/i.test(document.text),
  rows(document) {
    if (document.form !== 'xml') return []
    const { links } = readLinks(document.text.replace(/<post(?=\s)/gi, '<a'))
    return rowsOfLinks(links, ({ attributes }, url) => {
      const { description, extended, tag, tags, time, toread } = attributes
      return {
        title: titleOf(description, url),
        tags: pieces(tag ?? tags, ' '),
        archived: toread === undefined ? null : toread !== 'yes',
        savedAt: readDate(time),
        notes: nonEmpty([extended]),
      }
    })
  },
}

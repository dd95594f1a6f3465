import { Parser } from 'htmlparser2'
import { readDate } from '../date.js'
import { jsonReader, listWith, type Reader } from '../reader.js'
import { nonEmpty, pieces, rowOf, titleOf } from '../row.js'

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

/** Its XML, as that of Delicious was: `<post href description extended tag time toread>`. */
export const pinboardXml: Reader = {
  service: 'pinboard',
  format: 'Pinboard’s XML',
  fits: (document) => document.form === 'xml' && /<post\s/.test(document.text),
  rows: (document) =>
    postsIn(document.form === 'xml' ? document.text : '').map((post, index) => {
      const { href = '', description, tag, tags, time, toread, extended } = post
      return rowOf(index + 1, {
        url: href,
        title: titleOf(description, href),
        tags: pieces(tag ?? tags, ' '),
        archived: toread === undefined ? null : toread !== 'yes',
        savedAt: readDate(time),
        notes: nonEmpty([extended]),
      })
    }),
}

function postsIn(xml: string): Record<string, string>[] {
  const posts: Record<string, string>[] = []
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'post') posts.push(attributes)
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return posts
}

import { readDate } from '../date.js'
import { Item, isObject, jsonReader } from '../reader.js'
import { namesIn, nonEmpty, pieces, titleOf } from '../row.js'
import { linksIn } from '../tree.js'

/** Firefox's own backup of bookmarks: a tree in which only the built-in folders have a `root`. */
export const firefox = jsonReader(
  { service: 'firefox', format: 'Firefox’s JSON' },
  (value) => {
    if (!isObject(value)) return null
    const root = new Item(value)
    if (root.text('type') !== 'text/x-moz-place-container') return null
    const nameOf = (folder: Item) => (folder.text('root') === '' ? folder.text('title') : '')
    return linksIn([root], nameOf).filter((link) => !isNoLink.test(new Item(link).text('type')))
  },
  (item) => {
    const url = item.text('uri')
    const [description] = item
      .items('annos')
      .filter((one) => one.text('name').endsWith('/description'))
    return {
      url,
      title: titleOf(item.text('title'), url),
      tags: [...namesIn(item.get('folders')), ...pieces(item.text('tags'), ',')],
      savedAt: readDate(item.text('dateAdded')),
      notes: nonEmpty([description?.text('value')]),
    }
  },
)

/** A separator between bookmarks, or an empty folder. */
const isNoLink = /^text\/x-moz-place-(separator|container)$/

import { readDate } from '../date.js'
import { Item, isObject, jsonReader } from '../reader.js'
import { namesIn, titleOf } from '../row.js'
import { linksIn } from '../tree.js'

/**
 * The file `Bookmarks` in the profile of Chrome, Edge, Brave and similar browsers: several roots
 * with trees.
 */
export const chrome = jsonReader(
  { service: 'chrome', format: 'Chrome’s Bookmarks' },
  (value) => {
    const roots = isObject(value) ? new Item(value).get('roots') : null
    if (!isObject(roots)) return null
    return Object.entries(roots).flatMap(([name, root]) => {
      const tops = isObject(root) ? new Item(root).items('children') : []
      const links = linksIn(tops, (folder) => folder.text('name'))
      // Vivaldi has this root.
      return name === 'trash' ? links.map((link) => ({ ...link, isDeleted: true })) : links
    })
  },
  (item) => {
    const url = item.text('url')
    return {
      url,
      title: titleOf(item.text('name'), url),
      tags: namesIn(item.get('folders')),
      savedAt: readDate(item.text('date_added')),
      leftOut: item.is('isDeleted') ? 'It is in the bin of the browser.' : null,
    }
  },
)

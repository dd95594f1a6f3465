import { readDate } from '../date.js'
import { Item, isObject, jsonReader } from '../reader.js'
import { pieces, titleOf } from '../row.js'

/** The file `Bookmarks` in the profile of Chrome, Edge, Brave and their kin: a few roots with trees. */
export const chrome = jsonReader(
  { service: 'chrome', format: 'Chrome’s Bookmarks' },
  (value) => {
    const roots = isObject(value) ? new Item(value).get('roots') : null
    if (!isObject(roots)) return null
    return Object.values(roots).flatMap((root: unknown) =>
      isObject(root) ? linksIn(new Item(root), []) : [],
    )
  },
  (item) => {
    const url = item.text('url')
    return {
      url,
      title: titleOf(item.text('name'), url),
      tags: pieces(item.text('folders'), '\n'),
      savedAt: readDate(item.text('date_added')),
    }
  },
)

function linksIn(folder: Item, path: readonly string[]): object[] {
  return folder.items('children').flatMap((child) => {
    if (child.text('type') === 'folder') return linksIn(child, [...path, child.text('name')])
    const names = ['url', 'name', 'date_added']
    const own = Object.fromEntries(names.map((name) => [name, child.get(name)]))
    return [{ ...own, folders: path.join('\n') }]
  })
}

import { readDate } from '../date.js'
import { Item, isObject, jsonReader } from '../reader.js'
import { nonEmpty, pieces, titleOf } from '../row.js'

/** Firefox's own backup of bookmarks: a tree, in which only its own folders have a `root`. */
export const firefox = jsonReader(
  { service: 'firefox', format: 'Firefox’s JSON' },
  (value) => {
    if (!isObject(value)) return null
    const root = new Item(value)
    return root.text('type') === 'text/x-moz-place-container' ? linksIn(root, []) : null
  },
  (item) => {
    const url = item.text('uri')
    const [description] = item
      .items('annos')
      .filter((one) => one.text('name').endsWith('/description'))
    return {
      url,
      title: titleOf(item.text('title'), url),
      tags: [...pieces(item.text('folders'), '\n'), ...pieces(item.text('tags'), ',')],
      savedAt: readDate(item.text('dateAdded')),
      notes: nonEmpty([description?.text('value')]),
    }
  },
)

function linksIn(folder: Item, above: readonly string[]): object[] {
  const isRoot = folder.text('root') !== ''
  const path = isRoot ? above : [...above, folder.text('title')]
  return folder.items('children').flatMap((child) => {
    if (child.text('type') === 'text/x-moz-place-container') return linksIn(child, path)
    const uri = child.get('uri')
    if (uri === undefined) return []
    const names = ['title', 'dateAdded', 'tags', 'annos']
    const rest = Object.fromEntries(names.map((name) => [name, child.get(name)]))
    return [{ ...rest, uri, folders: path.join('\n') }]
  })
}

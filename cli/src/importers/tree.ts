import type { Item } from './reader.js'

/** How many folders around a link become tags: a damaged file may claim any number. */
export const deepest = 32

/**
 * The links below some items of a tree, in its order, each with the names of the folders it lies in under
 * `folders`. An item with `children` is a folder.
 *
 * @param nameOf - The name of a folder; empty for one that nobody made.
 */
export function linksIn(items: readonly Item[], nameOf: (folder: Item) => string): object[] {
  const links: object[] = []
  const open: { item: Item; folders: readonly string[] }[] = []
  const add = (some: readonly Item[], folders: readonly string[]) => {
    for (const item of some.toReversed()) open.push({ item, folders })
  }
  add(items, [])
  // Not by recursion: a file may be nested more deeply than calls can be.
  for (let next = open.pop(); next; next = open.pop()) {
    const { item, folders } = next
    if (item.get('children') === undefined) {
      links.push({ ...item.value, folders })
      continue
    }
    const name = nameOf(item)
    const path = name === '' || folders.length >= deepest ? folders : [...folders, name]
    add(item.items('children'), path)
  }
  return links
}

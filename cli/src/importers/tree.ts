import type { Item } from './reader.js'

/** How many folders around a link become tags, because a damaged file may claim any number. */
export const deepest = 32

/**
 * Lists the links in a tree in order, each with the names of its folders in `folders`. An item with
 * `children` is a folder.
 *
 * @param nameOf - Returns the name of a folder, or an empty string if the user did not create it.
 */
export function linksIn(items: readonly Item[], nameOf: (folder: Item) => string): object[] {
  const links: object[] = []
  const open: { item: Item; folders: readonly string[] }[] = []
  const add = (some: readonly Item[], folders: readonly string[]) => {
    for (const item of some.toReversed()) open.push({ item, folders })
  }
  add(items, [])
  // This is not recursive, because a file may be nested more deeply than the call stack allows.
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

/**
 * Returns the names of a folder and its parents, outermost first. The number is limited, because a
 * damaged file may contain a cycle.
 */
export function pathOf(folder: Item, byId: ReadonlyMap<string, Item>): string[] {
  const names: string[] = []
  let at: Item | undefined = folder
  while (at && names.length < deepest) {
    names.unshift(at.text('name'))
    at = byId.get(at.text('parentId'))
  }
  return [...new Set(names)]
}

import { readDate } from '../date.js'
import { Item, isObject, jsonReader } from '../reader.js'
import { namesIn, nonEmpty, titleOf } from '../row.js'
import { pathOf } from '../tree.js'

/** Linkwarden: collections with their links. */
export const linkwarden = jsonReader(
  { service: 'linkwarden', format: 'Linkwarden’s JSON' },
  (value) => {
    if (!isObject(value) || !Array.isArray(Reflect.get(value, 'collections'))) return null
    const account = new Item(value)
    const pinned = new Set(account.items('pinnedLinks').map((link) => link.text('id')))
    const collections = account.items('collections')
    const byId = new Map(collections.map((one) => [one.text('id'), one]))
    return collections.flatMap((collection) => {
      const links = collection.get('links')
      const folders = pathOf(collection, byId)
      return (Array.isArray(links) ? links : []).map((link: unknown) =>
        isObject(link)
          ? { ...link, folders, isPinned: pinned.has(new Item(link).text('id')) }
          : link,
      )
    })
  },
  (item) => {
    const url = item.text('url')
    return {
      url,
      title: titleOf(item.text('name'), url),
      tags: [
        ...namesIn(item.get('folders')).filter((name) => name !== 'Unorganized'),
        ...namesIn(item.get('tags')),
      ],
      starred: item.is('isPinned'),
      savedAt: readDate(item.text('importDate') || item.text('createdAt')),
      notes: nonEmpty([item.text('description')]),
      highlights: item
        .items('highlights')
        .map((one) => ({ quote: one.text('text'), note: one.text('comment') })),
    }
  },
)

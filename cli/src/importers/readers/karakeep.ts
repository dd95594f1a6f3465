import { readDate } from '../date.js'
import { csvReader, Item, isObject, jsonReader, listWith } from '../reader.js'
import { isYes, namesIn, nonEmpty, pieces, titleOf } from '../row.js'
import { pathOf } from '../tree.js'

/** Karakeep (formerly Hoarder): bookmarks, and the lists that contain them. */
export const karakeep = jsonReader(
  { service: 'karakeep', format: 'Karakeep’s JSON' },
  (value) => {
    const bookmarks = isObject(value) ? listWith(new Item(value).get('bookmarks'), 'content') : null
    if (!bookmarks || !isObject(value)) return null
    const lists = new Map(new Item(value).items('lists').map((list) => [list.text('id'), list]))
    // A bookmark refers to its lists by id.
    return bookmarks.map((one: unknown) =>
      isObject(one) ? { ...one, listNames: listsOf(one, lists) } : one,
    )
  },
  (item) => {
    const content = item.item('content')
    const url = content.text('url') || content.text('sourceUrl')
    const isNote = url === '' && content.text('type') !== ''
    return {
      url,
      title: titleOf(item.text('title'), url),
      tags: [...namesIn(item.get('tags')), ...namesIn(item.get('listNames'))],
      archived: item.is('archived'),
      starred: item.is('favourited'),
      savedAt: readDate(item.text('createdAt')),
      authors: nonEmpty([content.text('author')]),
      hasDescription: item.text('description') !== '',
      notes: nonEmpty([item.text('note')]),
      highlights: item
        .items('highlights')
        .map((one) => ({ quote: one.text('text'), note: one.text('note') })),
      broken: isNote ? `It has no address: its type is “${content.text('type')}”.` : null,
    }
  },
)

/** Karakeep's CSV, which also contains notes and pictures. */
export const karakeepCsv = csvReader(
  {
    service: 'karakeep',
    format: 'Karakeep’s CSV',
    columns: ['original post link / url', 'tags / categories'],
    address: 'original post link / url',
  },
  ({ type = '', title, description = '', lists, status, favourited, ...record }, url) => ({
    title: titleOf(title, url),
    tags: [...pieces(record['tags / categories'], ','), ...pieces(lists, ',')],
    archived: status?.trim().toLowerCase() === 'archived',
    starred: isYes(favourited),
    savedAt: readDate(record['date saved']),
    notes: nonEmpty([record['note / takeaways']]),
    hasDescription: description.trim() !== '',
    broken: url === '' ? `It has no address: its type is “${type}”.` : null,
  }),
)

function listsOf(bookmark: object, lists: ReadonlyMap<string, Item>): string[] {
  return namesIn(new Item(bookmark).get('lists')).flatMap((id) => {
    const list = lists.get(id)
    return list ? pathOf(list, lists) : []
  })
}

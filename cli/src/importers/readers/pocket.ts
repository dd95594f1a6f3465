import { readDate } from '../date.js'
import { csvReader, htmlReader, isObject, jsonReader, listWith } from '../reader.js'
import { pieces, titleOf } from '../row.js'

/** Pocket's export of 2025: `title,url,time_added,tags,status` with vertical bars between tags. */
export const pocketCsv = csvReader(
  { service: 'pocket', format: 'Pocket’s CSV', columns: ['url', 'time_added'] },
  ({ title, time_added, tags, status }, url) => ({
    title: titleOf(title, url),
    tags: pieces(tags, '|'),
    archived: status?.trim().toLowerCase() === 'archive',
    savedAt: readDate(time_added),
  }),
)

/** The older `ril_export.html` with two sections. */
export const pocketHtml = htmlReader(
  {
    service: 'pocket',
    format: 'Pocket’s HTML',
    fits: ({ title, links }) =>
      /^(pocket|ril) export$/i.test(title) ||
      links.some(({ attributes }) => 'time_added' in attributes),
  },
  ({ text, attributes: { time_added, tags, favorite }, heading }, url) => ({
    title: titleOf(text, url),
    tags: pieces(tags, ','),
    archived: heading === 'Read Archive',
    starred: favorite === '1',
    savedAt: readDate(time_added),
  }),
)

/** The highlights beside the CSV of 2025, in one file for each part. */
export const pocketHighlights = jsonReader(
  { service: 'pocket', format: 'Pocket’s highlights' },
  // A file with other fields is from another service, and these fields would be lost.
  (value) => {
    const list = listWith(value, 'url', 'highlights')
    const [first = {}] = list?.filter(isObject) ?? []
    return Object.keys(first).every((name) => /^(url|title|highlights)$/.test(name)) ? list : null
  },
  (item) => {
    const url = item.text('url')
    return {
      url,
      title: titleOf(item.text('title'), url),
      highlights: item.items('highlights').map((one) => ({ quote: one.text('quote'), note: '' })),
    }
  },
)

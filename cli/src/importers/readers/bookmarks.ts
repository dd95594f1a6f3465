import { readDate } from '../date.js'
import { htmlReader, type Reader } from '../reader.js'
import { nonEmpty, pieces, titleOf } from '../row.js'
import { instapaperHtml } from './instapaper.js'
import { pocketHtml } from './pocket.js'

/**
 * The bookmark file that every browser writes, and Pinboard, Linkding, Shaarli, Raindrop and others
 * too; folders become tags, descriptions notes.
 */
export const bookmarks: Reader = htmlReader(
  {
    service: 'browser',
    format: 'bookmarks as HTML',
    fits: (html) => !pocketHtml.fits(html) && !instapaperHtml.fits(html),
  },
  ({ text, attributes: { add_date, tags, toread }, folders, description }, url) => ({
    title: titleOf(text, url),
    tags: [...folders, ...pieces(tags, ',')],
    // Only those that have a list of what is to be read say what is read.
    archived: toread === undefined ? null : toread === '0',
    savedAt: readDate(add_date),
    notes: nonEmpty([description.replaceAll(/\[\/?linkding-notes\]/g, '')]),
  }),
)

/** Services whose exports are such bookmark files. */
export const bookmarkServices = [
  'browser',
  'pinboard',
  'linkding',
  'shaarli',
  'raindrop',
  'firefox',
  'chrome',
]

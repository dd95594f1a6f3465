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
  ({ text, attributes, folders, description }, url, { title }) => {
    const { add_date, toread, 'data-important': important } = attributes
    const tags = pieces(attributes['tags'], ',')
    // What Raindrop calls so is no folder that anybody made.
    const own = important === undefined ? folders : folders.filter((name) => name !== 'Unsorted')
    return {
      title: titleOf(text, url),
      tags: [...own, ...tags.filter((tag) => tag !== linkdingArchived)],
      // Elsewhere, as at Linkding, what need not be read is archived by another word.
      archived:
        tags.includes(linkdingArchived) ||
        (toread === undefined || !hasReadingList.test(title) ? null : toread === '0'),
      starred: important === 'true',
      savedAt: readDate(add_date),
      notes: nonEmpty(description.split(/\[\/?linkding-notes\]/)),
    }
  },
)

/** The titles of Pinboard's file and of `backup --format netscape`: what is not to be read there is read. */
const hasReadingList = /^(pinboard|wallabag) bookmarks$/i

/** How Linkding marks what is archived. */
const linkdingArchived = 'linkding:bookmarks.archived'

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

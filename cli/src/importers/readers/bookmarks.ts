import { readDate } from '../date.js'
import { htmlReader, type Reader } from '../reader.js'
import { nonEmpty, pieces, titleOf } from '../row.js'
import { instapaperHtml } from './instapaper.js'
import { pocketHtml } from './pocket.js'

/**
 * The bookmark file that every browser writes, and also Pinboard, Linkding, Shaarli, Raindrop and
 * others. Folders become tags, and descriptions become notes.
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
    // Raindrop gives this name to links without a folder.
    const own = important === undefined ? folders : folders.filter((name) => name !== 'Unsorted')
    return {
      title: titleOf(text, url),
      tags: [...own, ...tags.filter((tag) => tag !== linkdingArchived)],
      // In other files, such as Linkding's, `toread` does not say whether a bookmark is archived.
      archived:
        tags.includes(linkdingArchived) ||
        (toread === undefined || !hasReadingList.test(title) ? null : toread === '0'),
      starred: important === 'true',
      savedAt: readDate(add_date),
      notes: nonEmpty(description.split(/\[\/?linkding-notes\]/)),
    }
  },
)

/**
 * The titles of Pinboard's file and of `backup --format netscape`. In these files, a bookmark that
 * is not marked to read is archived.
 */
const hasReadingList = /^(pinboard|wallabag) bookmarks$/i

/** The tag that Linkding gives to archived bookmarks. */
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

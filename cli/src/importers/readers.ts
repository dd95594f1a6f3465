import { CliError, exit } from '../exit.js'
import type { Document } from './document.js'
import { isObject, type Reader } from './reader.js'
import { bookmarkServices, bookmarks } from './readers/bookmarks.js'
import { chrome } from './readers/chrome.js'
import { anyCsv, anyJson } from './readers/columns.js'
import { firefox } from './readers/firefox.js'
import { instapaperCsv, instapaperHtml } from './readers/instapaper.js'
import { karakeep, karakeepCsv } from './readers/karakeep.js'
import { linkding } from './readers/linkding.js'
import { linkwarden } from './readers/linkwarden.js'
import { matter } from './readers/matter.js'
import { omnivore } from './readers/omnivore.js'
import { pinboard, pinboardXml } from './readers/pinboard.js'
import { pocketCsv, pocketHighlights, pocketHtml } from './readers/pocket.js'
import { raindrop } from './readers/raindrop.js'
import { readability } from './readers/readability.js'
import { readeck } from './readers/readeck.js'
import { readwise } from './readers/readwise.js'
import { urls } from './readers/urls.js'
import { wallabagCsv, wallabagV1, wallabagV2 } from './readers/wallabag.js'

/** All formats that can be read. */
export const readers: readonly Reader[] = [
  wallabagV2,
  wallabagV1,
  wallabagCsv,
  pocketCsv,
  pocketHtml,
  pocketHighlights,
  instapaperCsv,
  instapaperHtml,
  omnivore,
  raindrop,
  readwise,
  matter,
  pinboard,
  pinboardXml,
  karakeep,
  karakeepCsv,
  linkwarden,
  linkding,
  readability,
  readeck,
  firefox,
  chrome,
  bookmarks,
  urls,
]

function readersOf(service: string): Reader[] {
  const own = readers.filter((reader) => reader.service === service)
  return bookmarkServices.includes(service) ? [...own, bookmarks] : own
}

/**
 * Returns the readers whose format a document has. The general readers for tables are used only if
 * no other reader fits.
 */
export function fitting(document: Document): Reader[] {
  const known = readers.filter((reader) => reader.fits(document))
  return known.length > 0 ? known : [anyCsv, anyJson].filter((reader) => reader.fits(document))
}

/**
 * Returns the reader of a service that fits a document.
 *
 * @returns `null` if the document is from another service.
 */
export function readerOf(service: string, document: Document): Reader | null {
  const readers = readersOf(service)
  const reader = readers.find((one) => one.fits(document))
  if (reader || fitting(document)[0] !== anyCsv) return reader ?? null
  // The user names the service, so the file is its table with some columns removed.
  return readers.find(({ isTable }) => isTable) ?? null
}

/** Whether a file was written by `wallabag backup`. */
function isBackup(document: Document): boolean {
  const [head] = document.form === 'json' && Array.isArray(document.value) ? document.value : []
  return isObject(head) && Reflect.get(head, 'type') === 'wallabag-backup'
}

function hasAddress(value: unknown): boolean {
  return /https?:\/\//i.test(JSON.stringify(value))
}

/** How many columns are named. A line without a meaning may have any number of them. */
const mostNamed = 30

function someOf(columns: readonly string[]): string {
  const more = columns.length - mostNamed
  const named = columns.slice(0, mostNamed).map((name) => name.slice(0, 100))
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
}

/** The error for a document that cannot be read. It says what the document looks like. */
export function misfit(document: Document, service: string | null): CliError {
  const { name } = document.file
  const [other] = fitting(document)
  if (service !== null && other && !isBackup(document)) {
    return new CliError(
      `${name} is not an export of ${service}; it looks like ${other.format}. ` +
        `Try: wallabag import ${other === anyCsv || other === anyJson ? '' : `${other.service} `}${name}`,
      exit.usage,
    )
  }
  if (isBackup(document)) {
    return new CliError(
      `${name} is a backup made by this command. Try: wallabag restore ${name}`,
      exit.usage,
    )
  }
  if (document.form === 'csv') {
    return new CliError(
      `${name} has no column that is known to hold addresses; it has: ${someOf(document.columns)}. ` +
        'If one has them, name it: --columns url=…,title=…,tags=…',
      exit.usage,
    )
  }
  if (document.form === 'xml' || (document.form === 'json' && hasAddress(document.value))) {
    const form = document.form.toUpperCase()
    return new CliError(
      `${name} is ${form} of a kind that is not known here. ` +
        'Export it as CSV or as bookmarks in HTML, or make it a text file with one address a line.',
      exit.usage,
    )
  }
  return new CliError(`There are no links in ${name}.`, exit.usage)
}

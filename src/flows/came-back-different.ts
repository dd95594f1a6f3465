import type { Entry } from '../models/entry.js'
import {
  type EntryFields,
  fieldsToWire,
  isEntryField,
  type WireFields,
} from '../models/entry-input.js'
import { languageToWire } from '../models/language.js'
import { dateToWire } from '../models/server-date.js'

/** How the server's own text for a page that it could not read begins (Q7). */
const cannotRetrieve = /^\s*(?:<p>)?\s*wallabag can(?:'|’|&#0?39;)t retrieve contents/i

/** Whether the page was fetched and yet its content is not there, which a reload can mend (Q1). */
export function lostContent(entry: Entry, supplied: EntryFields): boolean {
  if (supplied.content !== undefined && supplied.title !== undefined) return false
  const fetched = entry.httpStatus !== null && entry.httpStatus >= 200 && entry.httpStatus < 300
  return fetched && (entry.content === null || cannotRetrieve.test(entry.content))
}

/** The supplied fields that the entry does not have as they were supplied, ready to be set. */
export function missingFields(entry: Entry, supplied: EntryFields): WireFields {
  const { title, content, language, publishedAt, authors } = supplied
  // The server cleans HTML, so it cannot be compared (Q41); without a title it was not sent.
  const setsContent = content !== undefined && title === undefined
  const differs: { readonly [Name in keyof Required<EntryFields>]: boolean } = {
    title: entry.title?.trim() !== title?.trim(),
    content: setsContent,
    archived: entry.archived !== supplied.archived,
    starred: entry.starred !== supplied.starred,
    public: entry.public !== supplied.public,
    language: language !== undefined && entry.language !== languageToWire(language),
    // Content that is set brings its first picture along, whatever the entry had.
    previewPicture: setsContent || entry.previewPicture !== supplied.previewPicture,
    publishedAt:
      publishedAt !== undefined && entry.publishedAt?.getTime() !== dateToWire(publishedAt) * 1000,
    authors: entry.authors.join() !== authors?.map((author) => author.trim()).join(),
    originUrl: entry.originUrl !== supplied.originUrl,
  }
  const missing = Object.entries(supplied).filter(
    ([name, value]) => isEntryField(name) && value !== undefined && differs[name],
  )
  return fieldsToWire(Object.fromEntries(missing))
}

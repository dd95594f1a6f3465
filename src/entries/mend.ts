import type { Answered, Api } from '../api/api.js'
import { step } from '../errors/partial-error.js'
import type { Scope } from '../http/wait.js'
import { dateToWire } from '../values/ids-and-dates.js'
import type { Entry } from './entry.js'
import {
  type EntryFields,
  fieldsToWire,
  isEntryField,
  languageToWire,
  type WireFields,
} from './entry-fields.js'
import { addEntryTags, reloadEntry, updateEntry } from './entry-requests.js'
import type { SaveInput } from './save-options.js'

/** How the server's own text for a page that it could not read begins (quirk 7). */
const cannotRetrieve = /^\s*(?:<p>)?\s*wallabag can(?:'|’|&#0?39;)t retrieve contents/i

/** Whether the page was fetched and yet its content is not there, which a reload can mend (quirk 1). */
export function lostContent(entry: Entry, supplied: EntryFields): boolean {
  if (supplied.content !== undefined && supplied.title !== undefined) return false
  const fetched = entry.httpStatus !== null && entry.httpStatus >= 200 && entry.httpStatus < 300
  return fetched && (entry.content === null || cannotRetrieve.test(entry.content))
}

/** The supplied fields that the entry does not have as they were supplied, ready to be set. */
export function missingFields(entry: Entry, supplied: EntryFields): WireFields {
  const { title, content, language, publishedAt, authors } = supplied
  // The server cleans HTML, so it cannot be compared (quirk 41); without a title it was not sent.
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

/**
 * Fetches content that the server has lost, and sets what is then different from what was given.
 *
 * @param done - The steps that were made; those made here are added.
 */
export async function mend(
  api: Api,
  input: SaveInput,
  answered: Answered<Entry>,
  done: string[],
  scope: Scope,
): Promise<Answered<Entry>> {
  const { options, labels } = input
  let { value: entry, response } = answered
  const { id } = entry
  const take = async (name: string, run: () => Promise<Answered<Entry | null>>) => {
    const next = await step(id, done, name, run)
    entry = next.value ?? entry
    response = next.response
  }
  if (lostContent(entry, options)) await take('reloaded', () => reloadEntry(api, id, scope))
  const fields = missingFields(entry, options)
  if (Object.keys(fields).length > 0) {
    await take('fields set', () => updateEntry(api, id, fields, scope))
  }
  const present = new Set(entry.tags.map(({ label }) => label))
  if (!labels.every((label) => present.has(label))) {
    await take('tags added', () => addEntryTags(api, id, labels, scope))
  }
  return { value: entry, response }
}

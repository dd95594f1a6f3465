import type { Annotation, Entry, Wallabag } from 'wallabag-sdk'
import { exit } from '../exit.js'
import { someNames } from '../names.js'
import { messageOf } from '../output/error.js'
import { say } from '../output/streams.js'
import { cleanLine } from '../output/text.js'
import type { OrderedInput } from './save-in-order.js'

/**
 * What is saved of an entry that is brought back. A server holds what it found in pages and other exports;
 * its API is stricter, and an entry without such a field is better than none.
 */
export function inputOf(entry: Entry): OrderedInput {
  const { title, content, language, previewPicture, publishedAt, originUrl, authors } = entry
  return {
    url: entry.url ?? '',
    ifExists: 'skip',
    ifAmbiguous: 'retry',
    title: title || undefined,
    content: content || undefined,
    language: languageOf(language),
    previewPicture: isWebAddress(previewPicture) ? previewPicture : undefined,
    publishedAt: publishedAt ?? undefined,
    originUrl: originUrl || undefined,
    authors: someNames(authors),
    archived: entry.archived,
    starred: entry.starred,
    public: entry.public || undefined,
    tags: someNames(entry.tags.map(({ label }) => label)),
  }
}

/** A language, where it is one that the API takes. */
export function languageOf(language: string | null): string | undefined {
  try {
    const isOne = language && Intl.getCanonicalLocales(language.replaceAll('_', '-')).length > 0
    return isOne ? language : undefined
  } catch {
    return undefined
  }
}

/** Whether something is an address of the web. */
export function isWebAddress(address: string | null): address is string {
  try {
    return address !== null && /^https?:$/.test(new URL(address).protocol)
  } catch {
    return false
  }
}

/** Adds the annotations that are not there yet, so that running it again adds none twice. */
export async function addMissing(
  wallabag: Wallabag,
  id: number,
  url: string,
  annotations: readonly Annotation[],
): Promise<number> {
  const there = (await wallabag.annotations.list(id)).map(identityOf)
  let added = 0
  for (const annotation of annotations) {
    if (there.includes(identityOf(annotation))) continue
    const { quote, text, ranges } = annotation
    try {
      await wallabag.annotations.create(id, { quote, text, ranges })
      added += 1
    } catch (error) {
      say(`Failed: an annotation of ${cleanLine(url)}: ${messageOf(error)}`)
      process.exitCode = exit.failed
    }
  }
  return added
}

function identityOf({ quote, text, ranges }: Annotation): string {
  return JSON.stringify([
    quote,
    text,
    ranges.map(({ start, startOffset, end, endOffset }) => [start, startOffset, end, endOffset]),
  ])
}

import type { Annotation, Entry, Wallabag } from 'wallabag-sdk'
import { exit } from '../exit.js'
import { someNames } from '../names.js'
import { messageOf } from '../output/error.js'
import { say } from '../output/streams.js'
import { cleanLine } from '../output/text.js'
import type { OrderedInput } from './save-in-order.js'

/**
 * The input that saves an entry again. The server stores fields that it found in pages or other
 * exports and that its API would refuse. Such fields are left out: an entry without them is better
 * than none.
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

/** Returns the language if the API accepts it. */
export function languageOf(language: string | null): string | undefined {
  try {
    const isOne = language && Intl.getCanonicalLocales(language.replaceAll('_', '-')).length > 0
    return isOne ? language : undefined
  } catch {
    return undefined
  }
}

export function isWebAddress(address: string | null): address is string {
  try {
    return address !== null && /^https?:$/.test(new URL(address).protocol)
  } catch {
    return false
  }
}

/** Creates the annotations that do not exist yet, so that a second run creates none twice. */
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

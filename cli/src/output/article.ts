import type { Entry } from 'wallabag-sdk'
import { toText } from 'wallabag-sdk/text'
import { columns } from './streams.js'
import { bold, dim } from './style.js'
import { cleanLine, day, plural } from './text.js'

const widest = 80

/** An article as text for a terminal. */
export function articleText(entry: Entry): string {
  const { title, url, authors, publishedAt, readingTime, tags, archived, starred } = entry
  const facts = [
    cleanLine(authors.join(', ')),
    day(publishedAt),
    plural(readingTime, 'minute'),
    archived ? 'archived' : '',
    starred ? 'starred' : '',
    ...tags.map(({ label }) => `#${cleanLine(label)}`),
  ].filter((fact) => fact !== '')
  return [
    bold(cleanLine(title ?? 'Untitled')),
    dim(cleanLine(url ?? '')),
    dim(facts.join(' · ')),
    '',
    toText(entry, { width: Math.min(Math.max(20, columns()), widest) }),
  ].join('\n')
}

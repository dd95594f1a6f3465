import { convert } from 'html-to-text'
import type { Entry } from 'wallabag-sdk'
import { columns } from './streams.js'
import { bold, dim } from './style.js'
import { clean, cleanLine, day, plural } from './text.js'

const widest = 80

/** An article as text that reads well in a terminal. */
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
    readable(entry.content ?? ''),
  ].join('\n')
}

function readable(html: string): string {
  return clean(
    convert(html, {
      wordwrap: Math.min(columns(), widest),
      selectors: [
        { selector: 'img', format: 'skip' },
        { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
        ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({
          selector,
          options: { uppercase: false },
        })),
      ],
    }),
  )
}

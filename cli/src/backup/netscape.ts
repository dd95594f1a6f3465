import type { EntrySummary } from 'wallabag-sdk'

/** The beginning of every bookmark file that this command writes. */
export const netscapeMark =
  '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<!-- Written by wallabag backup. -->'

export const netscapeHead = `${netscapeMark}
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Wallabag Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
`

export const netscapeEnd = '</DL><p>\n'

/**
 * Formats an entry as a bookmark that browsers and bookmark services can read. An archived entry is
 * not marked to read.
 */
export function netscapeLink(entry: EntrySummary): string {
  const { url, title, tags, createdAt, archived, public: isPublic } = entry
  const attributes = [
    ['HREF', url ?? ''],
    ['ADD_DATE', String(Math.floor(createdAt.getTime() / 1000))],
    ['PRIVATE', isPublic ? '0' : '1'],
    ['TOREAD', archived ? '0' : '1'],
    ['TAGS', tags.map(({ label }) => label).join(',')],
  ]
  const written = attributes.map(([name, value = '']) => `${name}="${escaped(value)}"`).join(' ')
  return `    <DT><A ${written}>${escaped(title ?? url ?? '')}</A>\n`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

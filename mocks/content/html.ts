/** The attributes of a tag, with names in lower case and entities not decoded. */
export function attributesOf(text: string): [string, string][] {
  const pattern = /([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g
  return [...text.matchAll(pattern)].map(([, name = '', value = '']) => [
    name.toLowerCase(),
    /^["']/.test(value) ? value.slice(1, -1) : value,
  ])
}

/** HTML with another text in place of each tag. A tag that does not end is text. */
export function replaceTags(source: string, by: string): string {
  // `<[^>]*>` would search for the end again at every `<`.
  return source.replace(/<[^>]*(>?)/g, (tag, end) => (end === '' ? tag : by))
}

/**
 * HTML without the spans from a start to the end that belongs to it, such as comments. A start
 * without an end stays.
 *
 * @param start Must be global
 * @param restOf The rest of a span after its start, as a regular expression
 */
export function withoutSpans(
  source: string,
  start: RegExp,
  restOf: (start: string) => string,
): string {
  // An end that is missing is not searched for again, so the time grows with the length.
  const missing = new Set<string>()
  let kept = ''
  let end = 0
  for (const { 0: found, index } of source.matchAll(start)) {
    const rest = restOf(found.toLowerCase())
    if (index < end || missing.has(rest)) continue
    const pattern = new RegExp(rest, 'iy')
    pattern.lastIndex = index + found.length
    if (pattern.test(source)) {
      kept += source.slice(end, index)
      end = pattern.lastIndex
    } else missing.add(rest)
  }
  return kept + source.slice(end)
}

/** HTML without the elements of these names, each up to the next end tag of its name. */
export function withoutElements(source: string, names: string): string {
  return withoutSpans(
    source,
    new RegExp(`<(?:${names})\\b`, 'gi'),
    (start) => `[^>]*>[^]*?</${start.slice(1)}\\s*>`,
  )
}

/** The text of HTML with collapsed white space. */
export function textOf(source: string): string {
  return replaceTags(source, ' ').replace(/\s+/g, ' ').trim()
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** Decodes the common entities and all numeric ones. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (all, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? all
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all
  })
}

/** Escapes a text for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

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
  return collapsed(replaceTags(source, ' '))
}

/** A text with one space for each white space, and none around it. */
export function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  (
    'amp:& lt:< gt:> quot:" apos:\' nbsp:\u00a0 copy:© reg:® trade:™ hellip:… ndash:– mdash:— lsquo:‘ rsquo:’ ' +
    'ldquo:“ rdquo:” laquo:« raquo:» bull:• middot:· euro:€ shy:\u00ad'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.split(':')[0] ?? '', pair.split(':')[1] ?? '']),
)

/** Decodes the common entities and all numeric ones. Others stay, also those of half a letter. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES.get(name) ?? all
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    const isLetter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
    return isLetter ? String.fromCodePoint(code) : all
  })
}

/** Escapes the characters that HTML and XML read as markup. */
export function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** Removes the control characters and half surrogates that XML does not allow. */
export function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it takes away
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
}

// What moves a cursor, rings a bell, turns the direction of text, or is read although nobody sees it:
// control characters but tab and line feed, marks of direction, soft hyphens, spaces without width,
// tags and supplementary variation selectors (which can spell hidden words), halves of a pair.
const unwanted =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu
const halves = /\p{Surrogate}/gu
const lineEnds = /[\u2028\u2029\u0085]/g
// Whether there is anything to look for: most text is ASCII.
const ordinary = /^[\n\t -~]*$/

/**
 * Text of an article without what could steer a terminal or hide words from a reader.
 *
 * @param text - Text as the article has it.
 *
 * @example
 * ```ts
 * clean('\u001b[2Jhello') // '[2Jhello'
 * ```
 */
export function clean(text: string): string {
  if (ordinary.test(text)) return text
  return text.replace(lineEnds, '\n').replace(unwanted, '').replace(halves, '\ufffd')
}

// Characters that control a terminal, change the direction of text, or are invisible but read:
// control characters except tab and line feed, direction marks, soft hyphens, zero-width spaces,
// tags and supplementary variation selectors (which can spell hidden words), and halves of
// surrogate pairs.
const unwanted =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu
const halves = /\p{Surrogate}/gu
const lineEnds = /[\u2028\u2029\u0085]/g
// A quick check, because most text is ASCII.
const ordinary = /^[\n\t -~]*$/

/**
 * Removes from the text of an article what could control a terminal or hide words from a reader.
 *
 * @param text - The text in the article.
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

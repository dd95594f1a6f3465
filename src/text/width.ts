// Two columns: East Asian letters and pictures. No column: marks that combine with another letter.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/gu
const none = /[\p{Mn}\p{Me}\u200c\u200d]/gu
const simple = /^[ -~]*$/

/**
 * The number of terminal columns that a text takes.
 *
 * @param text - A text of one line.
 *
 * @example
 * ```ts
 * widthOf('漢字') // 4
 * ```
 */
export function widthOf(text: string): number {
  if (simple.test(text)) return text.length
  const shown = text.replace(none, '')
  return [...shown].length + (shown.match(wide)?.length ?? 0)
}

/**
 * Pads a text with blanks to a number of columns.
 *
 * @example
 * ```ts
 * padded('a', 3) // 'a  '
 * ```
 */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/**
 * Breaks lines to a number of columns, between words and between letters that take two columns.
 * Anything that cannot be broken, such as an address, is left whole.
 *
 * @param text - The text to break. Its own line breaks stay.
 * @param width - The number of columns.
 *
 * @example
 * ```ts
 * wrap('one two three', 8) // ['one two', 'three']
 * ```
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width))
}

function wrapLine(text: string, width: number): string[] {
  if (simple.test(text) && text.length <= width) return [text]
  const lines: string[] = []
  let line = ''
  let used = 0
  const add = (part: string, gap: string) => {
    const more = widthOf(part)
    if (line !== '' && used + gap.length + more > width) {
      lines.push(line)
      line = part
      used = more
    } else {
      line += gap + part
      used += gap.length + more
    }
  }
  for (const word of text.split(' ')) {
    const parts = word.match(wide) === null ? [word] : partsOf(word)
    for (const [index, part] of parts.entries()) add(part, index === 0 && line !== '' ? ' ' : '')
  }
  lines.push(line)
  return lines
}

/**
 * The pieces of a word between which a line may end: each wide letter with the characters that must
 * not begin a line.
 */
function partsOf(word: string): string[] {
  return (
    word.match(/(?:[^\u2e80-\u{3ffff}]+|[\u2e80-\u{3ffff}])[\p{M}\p{Pe}\p{Pf}\p{Po}\u200d]*/gu) ?? [
      word,
    ]
  )
}

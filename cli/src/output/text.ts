import fastStringWidth from 'fast-string-width'

// All characters except tab and line feed that move the cursor, ring the bell or change the
// direction of text.
const dangerous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Removes control characters, because text from an article could control the terminal. */
export function clean(text: string): string {
  return text.replace(dangerous, '')
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return clean(text.replace(/\s+/g, ' ')).trim()
}

/** The number of terminal columns that a text takes. */
export function widthOf(text: string): number {
  return fastStringWidth(text)
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cuts a text to a width, between whole visible characters. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let [cut, used] = ['', 0]
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment)
    if (used > width - 1) break
    cut += segment
  }
  return `${cut.trimEnd()}…`
}

/**
 * Wraps the lines of a text between words. Continuation lines keep the indentation of their first
 * line.
 */
export function wrapped(text: string, width: number): string {
  const lines = text
    .split('\n')
    .map((line) => (widthOf(line) <= width ? line : broken(line, width)))
  return lines.join('\n')
}

function broken(line: string, width: number): string {
  const [indent = ''] = /^ */.exec(line) ?? []
  const lines = ['']
  for (const word of line.slice(indent.length).split(' ')) {
    const last = lines.at(-1) ?? ''
    const longer = last === '' ? word : `${last} ${word}`
    if (last !== '' && widthOf(indent + longer) > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines.map((one) => indent + one).join('\n')
}

/** JSON with all control characters escaped. */
export function json(value: unknown, space?: number): string {
  const escaped = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, space).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    escaped,
  )
}

/** A number with its noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The day of a date in the local time zone. */
export function day(date: Date | null): string {
  if (date === null) return ''
  const [month, ofMonth] = [date.getMonth() + 1, date.getDate()].map((n) =>
    String(n).padStart(2, '0'),
  )
  return `${date.getFullYear()}-${month}-${ofMonth}`
}

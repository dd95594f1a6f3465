// Everything but tab and line feed that moves a cursor, rings a bell or turns the direction of text.
const dangerous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text of an article, fit for a terminal: without control characters, which could steer it. */
export function clean(text: string): string {
  return text.replace(dangerous, '')
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return clean(text.replace(/\s+/g, ' ')).trim()
}

// Letters of East Asia take two columns, and those of one unit are counted as one by `length`.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g

/** How many columns of a terminal a text takes, or a few more. */
export function widthOf(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0)
}

/** JSON in which no control character is left as it is. */
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

/** The day of a date. */
export function day(date: Date | null): string {
  return date === null ? '' : date.toISOString().slice(0, 10)
}

/**
 * The text of a file: by its byte order mark, else by what the file says of itself, else UTF-8, and for
 * what is none the letters of Western Europe.
 */
export function decode(bytes: Uint8Array): string {
  return decoded(bytes).text
}

/** The text of a file, and whether its letters are a guess. */
export function decoded(bytes: Uint8Array): { text: string; isGuess: boolean } {
  const named = markOf(bytes) ?? wordOf(bytes)
  if (named) return { text: new TextDecoder(named).decode(bytes), isGuess: false }
  const text = new TextDecoder().decode(bytes)
  // A title that was cut within a letter is no reason to take the rest for something else.
  const isGuess = text.includes('\uFFFD') && !/[\u0080-\uFFFC]/.test(text)
  return { text: isGuess ? new TextDecoder('windows-1252').decode(bytes) : text, isGuess }
}

function markOf([first, second, third, fourth]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Without a mark: each file begins with two Latin letters or signs.
  if (first && second === 0 && third && fourth === 0) return 'utf-16le'
  if (first === 0 && second && third === 0 && fourth) return 'utf-16be'
  return null
}

const head = 4096

/** What HTML says in its `<meta>`; such a file may lie when it is UTF-8 after all. */
function wordOf(bytes: Uint8Array): string | null {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, head))
  const [, name = ''] = /<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(beginning) ?? []
  if (name === '' || isUtf8(bytes)) return null
  try {
    return new TextDecoder(name).encoding
  } catch {
    return null
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== ''
  } catch {
    return false
  }
}

/**
 * Decodes a file by its byte order mark, otherwise by the encoding in its HTML, otherwise as UTF-8.
 * If it is not UTF-8, it is read as windows-1252, which is a guess.
 */
export function decode(bytes: Uint8Array): { text: string; isGuess: boolean } {
  const named = markOf(bytes) ?? wordOf(bytes)
  if (named) return { text: new TextDecoder(named).decode(bytes), isGuess: false }
  const text = new TextDecoder().decode(bytes)
  // A single character that was cut in half does not make the whole file another encoding.
  const isGuess = text.includes('\uFFFD') && !/[\u0080-\uFFFC]/.test(text)
  return { text: isGuess ? new TextDecoder('windows-1252').decode(bytes) : text, isGuess }
}

function markOf([first, second, third, fourth]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // UTF-16 without a mark: all supported formats begin with two ASCII characters.
  if (first && second === 0 && third && fourth === 0) return 'utf-16le'
  if (first === 0 && second && third === 0 && fourth) return 'utf-16be'
  return null
}

const head = 4096

/**
 * Returns the encoding in the `<meta>` of HTML. It is ignored if the file is valid UTF-8, because
 * some files state a wrong encoding.
 */
function wordOf(bytes: Uint8Array): string | null {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, head))
  const [, name = ''] = /<meta[^>]+charset\s*=\s*(?:["']\s*)?([\w:.-]+)/i.exec(beginning) ?? []
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

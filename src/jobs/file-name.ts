/** Most file systems take 255 bytes; a number, the format and a temporary name must fit in as well. */
const longest = 180

/** What Windows keeps for devices, whatever follows the dot. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i

/** Refused by some system; the control characters and marks could also lie about what a name shows. */
const forbidden = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+/gu

/**
 * A text as the name of a file, without its extension: safe on every system, and never a path.
 *
 * @param text - A title, or whatever a server suggests; it may be hostile.
 * @param fallback - For a text of which nothing is left.
 */
export function safeFileName(text: string, fallback: string): string {
  const clean = text
    .normalize('NFC')
    .replace(forbidden, ' ')
    .replace(/\s+/g, ' ')
    // A leading dot hides a file, a leading dash or tilde is an option or a home; Windows drops trailing dots.
    .replace(/^[\s.~-]+/, '')
  const name = cut(clean).replace(/[\s.]+$/, '')
  if (name === '') return fallback
  return devices.test(name) ? `_${name}` : name
}

/** As many characters as fit, none of them cut in two. */
function cut(text: string): string {
  const encoder = new TextEncoder()
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += encoder.encode(character).length
    if (bytes > longest) break
    end += character.length
  }
  return text.slice(0, end)
}

const named: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

/** Matches a secret as text, and as URLs, forms, JSON and HTML spell it, even half and half. */
export function anySpelling(secret: string): RegExp {
  return new RegExp([...secret].map(spellingsOf).join(''), 'gi')
}

function spellingsOf(letter: string): string {
  if (/[a-z0-9]/i.test(letter)) return letter
  const inJson = JSON.stringify(letter).slice(1, -1)
  const all = [
    // JSON in the query of a URL, as in the redirect of a login page.
    inUrl(inJson),
    inUrl(letter),
    ...(letter === ' ' ? ['\\+'] : []),
    literally(inJson),
    `\\\\${literally(letter)}`,
    unitsOf(letter).replace(/..../g, '\\\\u$&'),
    ...inHtml(letter),
    literally(letter),
  ]
  return `(?:${all.join('|')})`
}

function inUrl(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `%${hex(byte, 2)}`).join('')
}

function inHtml(letter: string): string[] {
  const code = letter.codePointAt(0) ?? 0
  const name = named[letter]
  return [`&#0*${code};`, `&#x0*${hex(code, 1)};`, ...(name ? [`&${name};`] : [])]
}

/** The UTF-16 units, four digits each. */
function unitsOf(letter: string): string {
  return Array.from({ length: letter.length }, (_, at) => hex(letter.charCodeAt(at), 4)).join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

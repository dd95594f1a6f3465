import { rememberSecret } from '../errors/index.js'

const named: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

/** Matches a secret as text, and as URLs, forms, JSON and HTML spell it, even half and half. */
export function anySpelling(secret: string): RegExp {
  const parts = secret.match(/\p{ASCII}|\P{ASCII}+/gu) ?? []
  return new RegExp(parts.map(partSpellings).join(''), 'gi')
}

/** Spells an ASCII letter, or a run of others, which reason phrases and logs may replace by question marks. */
function partSpellings(part: string): string {
  const letters = [...part]
  const all = letters.map(spellingsOf).join('')
  // The run is one part: letter by letter, a text of question marks could be matched in too many ways.
  return part < '\u0080' ? all : `(?:${all}|[?\ufffd]{${letters.length},${bytesOf(part).length}})`
}

function spellingsOf(letter: string): string {
  if (/[a-z0-9]/i.test(letter)) return letter
  const inJson = JSON.stringify(letter).slice(1, -1)
  // A set, because with two equal spellings of each letter the search takes time exponential in their number.
  const all = new Set([
    // JSON in the query of a URL, as in the redirect of a login page.
    inUrl(inJson),
    inUrl(letter),
    ...(letter === ' ' ? ['\\+'] : []),
    literally(inJson),
    `\\\\${literally(letter)}`,
    unitsOf(letter).replace(/..../g, '\\\\u$&'),
    ...inHtml(letter),
    // The bytes of a letter beyond ASCII, as a reason phrase shows them.
    ...(letter > '~' ? [String.fromCharCode(...bytesOf(letter))] : []),
    literally(letter),
  ])
  return `(?:${[...all].join('|')})`
}

function inUrl(text: string): string {
  return [...bytesOf(text)].map((byte) => `%${hex(byte, 2)}`).join('')
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
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

/** As many tokens as may still be under way or alive; older ones have expired on the server. */
const mostTokens = 32
// biome-ignore lint/suspicious/noControlCharactersInRegex: a server's text may reach a terminal, so they go
const unreadable = /[\u0000-\u001f\u007f-\u009f\s]+/g
/** So much of what a server says is shown. */
const longestLine = 300
/** So much of it is cleared, and a secret that is cut off at its end lies within as much again. */
const longestRead = 4000
/** Where a server's message stops being plain words: anything may follow. The mark of a removed secret does not count. */
const noWords = /[{<]|\[(?!secret\])/

/**
 * Takes secrets out of text that came from outside (a server's answer, a platform's error) before
 * it may appear in an error or a log.
 */
export class Redactor {
  readonly #secrets = new Set<string>()
  readonly #tokens = new Set<string>()

  /** Remembers a secret; very short ones are left alone, they would blot out ordinary words. */
  add(secret: string | null | undefined): void {
    if (typeof secret !== 'string' || secret.length < 4) return
    this.#secrets.add(secret)
    rememberSecret(secret)
  }

  /** Remembers a token; the oldest is forgotten, so that the set does not grow with each renewal. */
  addToken(token: string | null | undefined): void {
    if (typeof token !== 'string' || token === '' || this.#tokens.has(token)) return
    this.#tokens.add(token)
    rememberSecret(token)
    const [oldest] = this.#tokens
    if (this.#tokens.size > mostTokens && oldest !== undefined) this.#tokens.delete(oldest)
  }

  /** What a server said in words, cleared of secrets and only then cut, to one readable line. */
  line(text: string): string {
    const cleaned = this.clean(text.slice(0, 2 * longestRead))
    const whole = text.length > 2 * longestRead ? cleaned.slice(0, -longestRead) : cleaned
    const end = whole.search(noWords)
    const line = (end < 0 ? whole : whole.slice(0, end)).replace(unreadable, ' ').trim()
    return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line
  }

  /** The text without any known secret, and all that looks like a token or stands before the host of an address. */
  clean(text: string): string {
    let cleaned = text
    for (const secret of [...this.#secrets, ...this.#tokens]) {
      cleaned = cleaned.replace(anySpelling(secret), '[secret]')
    }
    return cleaned
      .replace(/:\/\/[^\s/?#"'<>]*@/g, '://[secret]@')
      .replace(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 [secret]')
      .replace(/\b(access_token|refresh_token|client_secret|password)=[^&\s"']+/gi, '$1=[secret]')
  }
}

import { rememberSecret } from '../errors/index.js'

const named: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

/** What stands for a letter, or for one of its bytes, in a text that cannot contain it. */
const mark = '[?\ufffd]'

/**
 * A pattern for a secret in all spellings: as text, and as in URLs, forms, JSON and HTML, also
 * mixed.
 */
function anySpelling(secret: string): RegExp {
  const parts = secret.match(/[^?\P{ASCII}]|[?\P{ASCII}]+/gu) ?? []
  const all = parts.map(partSpellings).join('')
  const backslash = spellingsOf('\\')
  // Either all backslashes are doubled or none: if each could be, a row of them would match in
  // exponentially many ways.
  const doubled = all.replaceAll(backslash, `${backslash}{2}`)
  return new RegExp(all === doubled ? all : `${all}|${doubled}`, 'gi')
}

/**
 * The spellings of an ASCII letter, or of a run of other letters, which reason phrases and logs may
 * replace with question marks.
 */
function partSpellings(part: string): string {
  const letters = [...part]
  const all = letters.map(spellingsOf).join('')
  // One mark can replace a letter, or one each of its bytes. The latter is for the run as a whole:
  // for each letter, a text of question marks would match in exponentially many ways.
  return /\P{ASCII}/u.test(part)
    ? `(?:${all}|${mark}{${letters.length + 1},${bytesOf(part).length}})`
    : all
}

function spellingsOf(letter: string): string {
  if (/[a-z0-9]/i.test(letter)) return letter
  const isBackslash = letter === '\\'
  const inJson = isBackslash ? letter : JSON.stringify(letter).slice(1, -1)
  // A set, because two equal spellings of each letter would make the search exponential in their
  // number.
  const all = new Set([
    // JSON within the query of a URL, as in the redirect to a login page.
    inUrl(inJson),
    inUrl(letter),
    ...(letter === ' ' ? ['\\+'] : []),
    literally(inJson),
    ...(isBackslash ? [] : [`\\\\${literally(letter)}`]),
    unitsOf(letter).replace(/..../g, '\\\\u$&'),
    ...inHtml(letter),
    // A letter beyond ASCII in a reason phrase appears as its bytes, or is replaced.
    ...(letter > '~'
      ? [String.fromCharCode(...bytesOf(letter)), letter === '\ufffd' ? letter : mark]
      : []),
    literally(letter),
  ])
  return `(?:${[...all].join('|')})`
}

/** A secret in pieces of equal length, because a short piece would also match ordinary words. */
function inPieces(secret: string): string[] {
  const { length } = [...secret]
  const size = Math.ceil(length / Math.ceil(length / longestPiece))
  return secret.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? []
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

/** The UTF-16 units with four hexadecimal digits each. */
function unitsOf(letter: string): string {
  return Array.from({ length: letter.length }, (_, at) => hex(letter.charCodeAt(at), 4)).join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** How many tokens are remembered. Older ones have expired on the server. */
const mostTokens = 32
/** The longest part of a secret whose spellings become one expression. Longer ones would be too large. */
const longestPiece = 500
// biome-ignore lint/suspicious/noControlCharactersInRegex: a server's text may reach a terminal, so they go
const unreadable = /[\u0000-\u001f\u007f-\u009f\s]+/g
/** The longest part of a server's message that is shown. */
const longestLine = 300
/**
 * The longest part of a message that is searched for secrets. As much again is read, so that a
 * secret that is cut off at the end is not within the part that is kept.
 */
const longestRead = 4000
/**
 * Where a message stops being plain words and may contain anything. The mark of a removed secret
 * does not count.
 */
const noWords = /[{<]|\[(?!secret\])/

/**
 * Takes secrets out of text that came from outside (a server's answer, a platform's error) before
 * it may appear in an error or a log.
 */
export class Redactor {
  readonly #secrets = new Set<string>()
  readonly #tokens = new Set<string>()

  /**
   * Remembers a secret. Very short ones are ignored, because they would also match ordinary words.
   */
  add(secret: string | null | undefined): void {
    if (typeof secret !== 'string' || secret.length < 4) return
    this.#secrets.add(secret)
    rememberSecret(secret)
  }

  /**
   * Remembers a token, unless it is very short. The oldest one is forgotten, so that the set does
   * not grow with each renewal.
   */
  addToken(token: string | null | undefined): void {
    if (typeof token !== 'string' || token.length < 4 || this.#tokens.has(token)) return
    this.#tokens.add(token)
    rememberSecret(token)
    const [oldest] = this.#tokens
    if (this.#tokens.size > mostTokens && oldest !== undefined) this.#tokens.delete(oldest)
  }

  /** A server's message as one readable line. Secrets are removed before it is shortened. */
  line(text: string): string {
    const cleaned = this.clean(text.slice(0, 2 * longestRead))
    const whole = text.length > 2 * longestRead ? cleaned.slice(0, -longestRead) : cleaned
    const end = whole.search(noWords)
    const line = (end < 0 ? whole : whole.slice(0, end)).replace(unreadable, ' ').trim()
    return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line
  }

  /**
   * The text without known secrets, and without anything that looks like a token or precedes the
   * host of an address.
   */
  clean(text: string): string {
    let cleaned = text
    for (const secret of [...this.#secrets, ...this.#tokens].flatMap(inPieces)) {
      cleaned = cleaned.replace(anySpelling(secret), '[secret]')
    }
    return cleaned
      .replace(/:\/\/[^\s/?#"'<>]*@/g, '://[secret]@')
      .replace(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 [secret]')
      .replace(/\b(access_token|refresh_token|client_secret|password)=[^&\s"']+/gi, '$1=[secret]')
  }
}

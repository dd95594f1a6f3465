import { rememberSecret } from '../errors/index.js'
import { anySpelling } from './spellings.js'

/** As many tokens as may still be under way or alive; older ones have expired on the server. */
const mostTokens = 32
// biome-ignore lint/suspicious/noControlCharactersInRegex: a server's text may reach a terminal, so they go
const unreadable = /[\u0000-\u001f\u007f-\u009f\s]+/g
/** So much of what a server says is shown. */
const longestLine = 300

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

  /** What a server said, cleared of secrets and only then cut, to one readable line. */
  line(text: string): string {
    const line = this.clean(text).replace(unreadable, ' ').trim()
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

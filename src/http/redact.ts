/**
 * Takes secrets out of text that came from outside (a server's answer, a platform's error) before
 * it may appear in an error or a log.
 */
export class Redactor {
  readonly #secrets = new Set<string>()

  /** Remembers a secret; very short ones are left alone, they would blot out ordinary words. */
  add(secret: string | null | undefined): void {
    if (typeof secret === 'string' && secret.length >= 4) this.#secrets.add(secret)
  }

  /** Forgets a secret that is of no use any more, so that the set does not grow with each renewal. */
  remove(secret: string | null | undefined): void {
    if (typeof secret === 'string') this.#secrets.delete(secret)
  }

  /** The text with every known secret, and everything that looks like a bearer token, taken out. */
  clean(text: string): string {
    let cleaned = text
    for (const secret of this.#secrets) {
      cleaned = cleaned.replaceAll(secret, '[secret]')
      const encoded = encodeURIComponent(secret)
      if (encoded !== secret) cleaned = cleaned.replaceAll(encoded, '[secret]')
    }
    return cleaned
      .replace(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 [secret]')
      .replace(/\b(access_token|refresh_token|client_secret|password)=[^&\s"']+/gi, '$1=[secret]')
  }
}

import { attributeOf, type HtmlElement, isText } from '../html/parse.js'

const plainAddress =
  /^https?:\/\/(?:[a-z\d-]+\.)+[a-z]{2,}\/(?:[\w%~-][\w%~.-]*\/)*(?:[\w%~-][\w%~.-]*)?(?:\?[\w%&=.~-]*)?$/

/** Resolves the addresses in an article. */
export class Addresses {
  readonly #page: URL | undefined

  readonly #areShown: boolean

  /**
   * @param page - The address of the article itself, if it is known.
   * @param areShown - Whether the output contains addresses.
   */
  constructor(page: string | null | undefined, areShown = true) {
    this.#page = parsed(page ?? '', undefined)
    this.#areShown = areShown
  }

  /**
   * The absolute address, or `undefined` if it is not on the web or is relative and the page is
   * unknown.
   */
  of(address: string | undefined): string | undefined {
    if (!this.#areShown) return undefined
    // Most addresses are absolute already, and parsing them would be slower.
    if (address !== undefined && plainAddress.test(address)) return address
    const url = address === undefined ? undefined : parsed(address.trim(), this.#page)
    return url !== undefined && /^https?:$/.test(url.protocol) ? url.href : undefined
  }

  /** Whether an address is a place in the article itself. */
  isWithin(address: string): boolean {
    if (address.startsWith('#')) return true
    if (this.#page === undefined || !address.includes('#')) return false
    const url = parsed(address, this.#page)
    return url !== undefined && bare(url) === bare(this.#page)
  }

  /** The address of a picture. Pages that load pictures late put it in another attribute. */
  ofPicture(image: HtmlElement): string | undefined {
    for (const name of ['src', 'data-src', 'data-original', 'data-lazy-src', 'srcset']) {
      const written = attributeOf(image, name)?.trim()
      const url = written && this.of(name === 'srcset' ? written.split(/\s/)[0] : written)
      if (url) return url
    }
    return undefined
  }
}

/** Whether a picture is a tracking pixel. */
export function isPixel(image: HtmlElement): boolean {
  return ['width', 'height'].some((side) => /^[01](?:px)?$/.test(attributeOf(image, side) ?? ''))
}

/** The text in an element. */
export function textIn({ childNodes }: HtmlElement): string {
  return childNodes.map((node) => (isText(node) ? node.value : textIn(node))).join('')
}

function parsed(address: string, base: URL | undefined): URL | undefined {
  // `URL.canParse` must not be used: after many calls it fails for some addresses (Node 20 and 22).
  try {
    return new URL(address, base)
  } catch {
    return undefined
  }
}

function bare(url: URL | undefined): string | undefined {
  return url?.href.replace(/#.*$/s, '')
}

/** An address with its title. */
export interface ReadLine {
  readonly url: string
  readonly title: string | null
}

/** `-`, `*`, `+`, `•`, `1.`, `1)` and the boxes of to-do lists. */
const listMark = /^(?:(?:[-*+•]|\d+[.)])\s+)?(?:\[[ xX]\]\s+)?/

/** A separator between two addresses. In a query it may be a part of the first. */
const joint = /(?<!\?\S*)[,;|](?=https?:\/\/)/i

/**
 * Reads a line of a list of addresses. The first word is the address, followed by its title or by a
 * comment after `#`. List marks, `<…>`, quotes and Markdown links are understood. A line may have
 * several Markdown links or several addresses.
 *
 * @returns An empty list for a line that neither begins with an address nor contains a Markdown
 * link.
 */
export function readLine(line: string): ReadLine[] {
  // Copied text can begin with invisible characters.
  const rest = line
    .replace(/^[\s\u200b\u2060\ufeff]+/, '')
    .trimEnd()
    .replace(listMark, '')
  const [whole = '', text = '', linked = ''] =
    /^\[((?:[^\]\\]|\\.)*)\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s[^)]*)?\)/.exec(rest) ?? []
  if (isAddress(linked)) {
    return [{ url: linked, title: text.trim() || null }, ...otherLinks(rest.slice(whole.length))]
  }
  const [, word = '', after = ''] = /^(\S+)(?:\s+([\s\S]*))?$/.exec(rest) ?? []
  const [, link = '', name = ''] = /^<([^|<>]+)\|([^>]*)>/.exec(rest) ?? []
  // Slack writes links like this.
  if (isAddress(link)) return [{ url: link, title: name.trim() || null }]
  const [first = '', ...joined] = word.split(joint)
  if (joined.length > 0) return readLine(`${[first, ...joined].join(' ')} ${after}`)
  const url = bare(word)
  if (!isAddress(url)) return otherLinks(rest)
  const words = after.split(/\s+/).map(bare)
  if (words.every(isAddress)) return [url, ...words].map((one) => ({ url: one, title: null }))
  const title = after
    .replace(/(?:^|\s)#\s[\s\S]*$/, '')
    .replace(/^[-–—:|](\s+|$)/, '')
    .trim()
  return [{ url, title: title || null }]
}

/** The Markdown links in a text, without images. */
function otherLinks(text: string): ReadLine[] {
  let from = 0
  const links: ReadLine[] = []
  for (const match of text.matchAll(/\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))+)/g)) {
    const [all, url = ''] = match
    const before = text.slice(from, match.index)
    from = match.index + all.length
    const begin = before.lastIndexOf('[')
    const title = before.slice(begin + 1).trim()
    const isPicture = before[begin - 1] === '!'
    if (isAddress(url) && !isPicture) links.push({ url, title: title || null })
  }
  return links
}

/** Whether a word begins with a scheme. The plan decides whether Wallabag can save it. */
function isAddress(word: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/]/i.test(word)
}

/** Removes the brackets or quotes around a word, and a comma after it. */
function bare(word: string): string {
  const [, inner] =
    /^(?:<(.*)>|"(.*)"|'(.*)'|“(.*)”|`(.*)`)[,;]?$/.exec(word)?.filter(Boolean) ?? []
  return (inner ?? word).replace(/[,;]$/, '')
}

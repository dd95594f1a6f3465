/** An address with what stands beside it. */
export interface ReadLine {
  readonly url: string
  readonly title: string | null
}

/** `-`, `*`, `+`, `•`, `1.`, `1)` and boxes of to-do lists. */
const listMark = /^(?:(?:[-*+•]|\d+[.)])\s+)?(?:\[[ xX]\]\s+)?/

/**
 * Reads a line that holds addresses, as people keep them: the first word is the address, what follows
 * its title, or a comment after `#`. List marks, `<…>`, quotes and Markdown links are understood, and
 * several Markdown links or bare addresses are several.
 *
 * @returns Nothing for a line that neither begins with an address nor has a Markdown link in it.
 */
export function readLine(line: string): ReadLine[] {
  // Some copies begin with marks that nobody sees.
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
  // As Slack writes them.
  if (isAddress(link)) return [{ url: link, title: name.trim() || null }]
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

/** The Markdown links in a text, without pictures. */
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

/** Whether a word begins as addresses do; what kind it is, the plan says. */
function isAddress(word: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/]/i.test(word)
}

/** Without brackets and quotes around it, and the comma after it. */
function bare(word: string): string {
  const [, inner] =
    /^(?:<(.*)>|"(.*)"|'(.*)'|“(.*)”|`(.*)`)[,;]?$/.exec(word)?.filter(Boolean) ?? []
  return (inner ?? word).replace(/[,;]$/, '')
}

/** An address with what stands beside it. */
export interface ReadLine {
  readonly url: string
  readonly title: string | null
}

/** `-`, `*`, `+`, `•`, `1.`, `1)` and boxes of to-do lists. */
const listMark = /^(?:(?:[-*+•]|\d+[.)])\s+)?(?:\[[ xX]\]\s+)?/

/**
 * Reads a line that holds an address, as people keep them: the first word is the address, what follows
 * its title, or a comment after `#`. List marks, `<…>`, quotes and Markdown links are understood.
 *
 * @returns `null` for a line that does not begin with an address.
 */
export function readLine(line: string): ReadLine | null {
  const rest = line.trim().replace(listMark, '')
  const [, text = '', linked = ''] =
    /^\[((?:[^\]\\]|\\.)*)\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s[^)]*)?\)/.exec(rest) ?? []
  if (isAddress(linked)) return { url: linked, title: text.trim() || null }
  const [, word = '', after = ''] = /^(\S+)(?:\s+([\s\S]*))?$/.exec(rest) ?? []
  const url = bare(word)
  if (!isAddress(url)) return null
  const title = after
    .replace(/(?:^|\s)#\s[\s\S]*$/, '')
    .replace(/^[-–—:|]\s+/, '')
    .trim()
  return { url, title: title || null }
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

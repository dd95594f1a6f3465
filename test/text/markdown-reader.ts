import MarkdownIt from 'markdown-it'

/** A token of the reader, as far as the tests look at it. */
interface Token {
  readonly type: string
  readonly tag: string
  readonly content: string
  readonly children: readonly Token[] | null
  attrGet(name: string): string | null
}

// It lets HTML through and knows tables and `~~`: whatever could become active is seen.
const reader: { parse(markdown: string, env: object): Token[] } = new MarkdownIt({ html: true })

const visible = new Set(['text', 'code_inline', 'code_block', 'fence', 'html_inline', 'html_block'])

/** All tokens of a text in Markdown, those in lines too. */
export function tokensOf(markdown: string): Token[] {
  return reader.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])])
}

/** What is active in it: HTML, pictures, links to what is no page of the web. */
export function activeIn(markdown: string): string[] {
  return tokensOf(markdown).flatMap((token) => {
    if (/^(?:html_|image)/.test(token.type)) return [token.content]
    const address = token.type === 'link_open' ? (token.attrGet('href') ?? '') : 'https:'
    return /^https?:/.test(address) ? [] : [address]
  })
}

/** What a reader sees of it, without white space. */
export function textOf(markdown: string): string {
  return tokensOf(markdown)
    .filter(({ type }) => visible.has(type))
    .map(({ content }) => content)
    .join('')
    .replace(/\s+/g, '')
}

import type { Row, Style } from './style.js'

const language = /^[\w+#.-]{1,30}$/

/**
 * Markdown as CommonMark and GitHub read it. Special characters in the text are escaped, and
 * pictures become links: showing it loads, runs and embeds nothing.
 */
export const markdown: Style = {
  text(raw) {
    if (!/[\\`*_[\]<|~&]/.test(raw)) return raw
    return (
      raw
        .replace(/[\\`*_[\]<|~]/g, '\\$&')
        // It has no meaning in the middle of a word.
        .replace(/(?<=[\p{L}\p{N}])\\_(?=[\p{L}\p{N}])/gu, '_')
        .replace(/&(?=#?\w*(?:;|$))/g, '\\&')
    )
  },
  marks: { strong: '**', emphasis: '*', strike: '~~' },
  code(raw, inTable) {
    const fence = fenceFor(raw, 1)
    const padding = /^`|`$/.test(raw) ? ' ' : ''
    const code = inTable ? raw.replaceAll('|', '\\|') : raw
    return `${fence}${padding}${code}${padding}${fence}`
  },
  opensLink: '[',
  // The link would become a picture.
  beforeLink: (text) => text.replace(/!$/, '\\!'),
  closesLink: (url) => `](${url.replace(/[\s()\\|<>`]/g, encode)})`,
  lineBreak: '\\\n',
  paragraph(text) {
    if (!/^[#>+=:\d-]/m.test(text)) return text
    return text.replace(/^(?=[#>+=-]|:-)/gm, '\\').replace(/^(\d{1,9})(?=[.)])/gm, '$1\\')
  },
  heading: (level, text) => `${'#'.repeat(level)} ${text.replace(/#$/, '\\#')}`,
  preformatted(code, name) {
    const fence = fenceFor(code, 3)
    const opening = language.test(name) ? fence + name : fence
    return { lines: [opening, ...code.split('\n'), fence], head: 1, closing: fence }
  },
  rule: '* * *',
  bullet: (isOther) => (isOther ? '* ' : '- '),
  number: (value, isOther) => `${value}${isOther ? ')' : '.'} `,
  definition: '- ',
  table(rows) {
    const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
    const [first, ...others] = rows
    // A Markdown table must have a heading.
    const heading = first?.isHeading ? first.cells : []
    const body = first?.isHeading ? others : rows
    const filled = Array.from({ length: width }, (_, column) => heading[column] ?? '')
    const lines = [line(filled), line(filled.map(() => '---')), ...body.map(lineOf)]
    return { lines, head: 2 }
  },
}

/** A fence that is longer than any in the code. */
function fenceFor(code: string, least: number): string {
  let count = least
  for (const [run] of code.matchAll(/`+/g)) count = Math.max(count, run.length + 1)
  return '`'.repeat(count)
}

function lineOf({ cells }: Row): string {
  return line(cells)
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function encode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

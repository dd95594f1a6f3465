import type { Row, Style } from './style.js'
import { padded, widthOf, wrap } from './width.js'

/** A wider table is written with its rows below each other. */
const widestTable = 100

/**
 * Plain text with the marks that people use in letters: lines under headings, `>` before quotes.
 *
 * @param width - The number of columns, if lines are broken.
 *
 * @example
 * ```ts
 * plain(80).heading(1, 'Bread') // 'Bread\n====='
 * ```
 */
export function plain(width: number | undefined): Style {
  return {
    text: (raw) => raw,
    marks: { strong: '', emphasis: '', strike: '' },
    code: (raw) => raw,
    opensLink: '',
    beforeLink: (text) => text,
    closesLink: (url, text) => (text === url ? '' : ` (${url})`),
    lineBreak: '\n',
    paragraph: (text) => text,
    heading: (level, text) =>
      `${text}\n${(level === 1 ? '=' : '-').repeat(Math.min(widthOf(text), width ?? widestTable))}`,
    preformatted: (code) => ({
      lines: code.split('\n').map((line) => (line === '' ? '' : `    ${line}`)),
      head: 0,
    }),
    rule: '* * *',
    bullet: () => '- ',
    number: (value) => `${value}. `,
    definition: '    ',
    table: (rows) => tableOf(rows, Math.min(width ?? widestTable, widestTable)),
  }
}

function tableOf(rows: readonly Row[], widest: number): ReturnType<Style['table']> {
  const widths: number[] = []
  for (const { cells } of rows) {
    for (const [column, cell] of cells.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
    }
  }
  const full = widths.reduce((sum, width) => sum + width + 2, -2)
  if (full > widest) return recordsOf(rows, widest)
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  ')
  const lines = rows.map(({ cells }) => line(cells).trimEnd())
  if (!rows[0]?.isHeading) return { lines, head: 0 }
  lines.splice(1, 0, line(widths.map((width) => '-'.repeat(width))))
  return { lines, head: 2 }
}

/**
 * A paragraph for each row, with a line for each cell that begins with the heading of its column.
 */
function recordsOf(rows: readonly Row[], widest: number): ReturnType<Style['table']> {
  const [first, ...others] = rows
  const headings = first?.isHeading ? first.cells : []
  const body = first?.isHeading ? others : rows
  const lines = body.flatMap(({ cells }, row) => [
    ...(row === 0 ? [] : ['']),
    ...cells.flatMap((cell, column) => {
      const heading = headings[column] ?? ''
      if (cell === '') return []
      const [first = '', ...others] = wrap(
        heading === '' ? cell : `${heading}: ${cell}`,
        widest - 2,
      )
      return [first, ...others.map((line) => `  ${line}`)]
    }),
  ])
  return { lines: lines.length > 0 ? lines : [headings.join('  ')], head: 0 }
}

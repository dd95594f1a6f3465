import Table from 'cli-table3'
import { columns, print } from './streams.js'
import { bold } from './style.js'
import { cleanLine, widthOf } from './text.js'

const gap = 2
const narrowest = 20

/**
 * Prints rows: as a table that fits the terminal, or, for programs, as lines with tabs between whole
 * values.
 *
 * @param head - The names of the columns.
 * @param rows - The values, which may be anybody's text.
 * @param flexible - The column that gives way when the line is too long.
 */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  flexible: number,
): void {
  const cleaned = rows.map((row) => row.map(cleanLine))
  if (process.stdout.isTTY !== true) {
    for (const row of cleaned) print(row.join('\t'))
    return
  }
  const table = new Table({
    head: head.map((name) => bold(name)),
    colWidths: widths([head, ...cleaned], flexible),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    chars: noBorders,
  })
  table.push(...cleaned)
  print(table.toString())
}

/** Too long a line is shortened first where it is flexible, then where it is widest. */
function widths(rows: readonly (readonly string[])[], flexible: number): number[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) {
      widths[at] = Math.max(widths[at] ?? 0, widthOf(cell) + gap)
    }
  }
  let tooMuch = widths.reduce((sum, width) => sum + width, 0) - columns()
  const others = [...widths.entries()]
    .filter(([at]) => at !== flexible)
    .sort(([, a], [, b]) => b - a)
    .map(([at]) => at)
  for (const at of [flexible, ...others]) {
    const width = widths[at] ?? 0
    const given = Math.max(0, Math.min(tooMuch, width - narrowest))
    widths[at] = width - given
    tooMuch -= given
  }
  return widths
}

const noBorders = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left']
    .concat(['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
)

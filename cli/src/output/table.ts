import { columns, print } from './streams.js'
import { bold } from './style.js'
import { cleanLine, cutTo, widthOf } from './text.js'

const gap = '  '
/** The least width of a column that is cut. */
const narrowest = 10

/**
 * Prints rows: on a terminal as a table that fits it, otherwise as lines with tabs between complete
 * values.
 *
 * @param head - The names of the columns.
 * @param rows - The values, which may contain text from anywhere.
 * @param main - The index of the most important column, which is cut last.
 */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  main: number,
): void {
  const cleaned = rows.map((row) => row.map(cleanLine))
  if (process.stdout.isTTY !== true) {
    for (const row of cleaned) print(row.join('\t'))
    return
  }
  const widths = fitted([head, ...cleaned], main, columns())
  const line = (row: readonly string[], styled: (text: string) => string) =>
    row
      .map((cell, at) => ({ cell, width: widths[at] ?? 0 }))
      .filter(({ width }) => width > 0)
      .map(({ cell, width }, at, shown) => {
        const text = cutTo(cell, width)
        return styled(at === shown.length - 1 ? text : padded(text, width))
      })
      .join(gap)
      .trimEnd()
  print(line(head, bold))
  for (const row of cleaned) print(line(row, (text) => text))
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/**
 * Computes the width of each column. If the room is too small, the widest columns except the main
 * one are narrowed, then columns are left out from the right, and finally the main column is cut.
 */
function fitted(rows: readonly (readonly string[])[], main: number, room: number): number[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))
  }
  const tooMuch = () => {
    const shown = widths.filter((width) => width > 0)
    return shown.reduce((sum, width) => sum + width + gap.length, -gap.length) - room
  }
  const give = (at: number) => {
    const width = widths[at] ?? 0
    widths[at] = width - Math.max(0, Math.min(tooMuch(), width - narrowest))
  }
  const others = widths.map((width, at) => ({ width, at })).filter(({ at }) => at !== main)
  for (const { at } of others.toSorted((a, b) => b.width - a.width)) give(at)
  const least = Math.min(widths[main] ?? 0, narrowest * 2)
  for (const { at } of others.toReversed()) {
    if (tooMuch() > (widths[main] ?? 0) - least) widths[at] = 0
  }
  give(main)
  return widths
}

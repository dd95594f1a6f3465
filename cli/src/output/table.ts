import { columns, print } from './streams.js'
import { bold } from './style.js'
import { cleanLine, cutTo, widthOf } from './text.js'

const gap = '  '
/** Narrower than that a text says nothing. */
const narrowest = 10

/**
 * Prints rows: as a table that fits the terminal, or, for programs, as lines with tabs between whole
 * values.
 *
 * @param head - The names of the columns.
 * @param rows - The values, which may be anybody's text.
 * @param main - The column that says most: it gives way last.
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
 * How wide each column is. Where there is too little room the widest ones beside the main one give way,
 * then columns are left out from the right, and last the main one is cut.
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

import { readLine } from '../line.js'
import type { Reader } from '../reader.js'
import { rowOf, titleOf } from '../row.js'

/** A list with one address per line, optionally followed by a title or a comment. */
export const urls: Reader = {
  service: 'urls',
  format: 'a list of addresses',
  fits: (document) =>
    document.form === 'text' &&
    linesOf(document.text).some(([, line]) => readLine(line).length > 0),
  rows: (document) =>
    document.form === 'text'
      ? linesOf(document.text).flatMap(([number, line]) => {
          const read = readLine(line)
          if (read.length > 0)
            return read.map(({ url, title }) =>
              rowOf(number, { url, title: titleOf(title ?? '', url) }),
            )
          return rowOf(number, { url: line, broken: 'The line does not begin with an address.' })
        })
      : [],
}

/** The lines with content, and their numbers. */
function linesOf(text: string): [number, string][] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line, index): [number, string] => [index + 1, line.trim()])
    .filter(([, line]) => line !== '' && !line.startsWith('#'))
}

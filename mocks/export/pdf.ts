import { bytesFrom } from '../php/utf8.js'
import { concat } from './bytes.js'
import type { ExportedEntry } from './entry.js'
import { plainText, wordwrap } from './text.js'

const LINES_PER_PAGE = 54

/** The characters of WinAnsi from 0x80 on, with a NUL for each unused code. */
const WIN_ANSI = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ'

function latin(text: string): Uint8Array {
  return Uint8Array.from([...text], (sign) => {
    const code = sign.codePointAt(0) ?? 0
    const index = code < 0x100 ? -1 : WIN_ANSI.indexOf(sign)
    return index >= 0 ? 0x80 + index : code < 0x100 ? code : 0x3f
  })
}

function shown(line: string): string {
  return `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`
}

/** A text in the document's information, which supports all scripts. */
function utf16(text: string): string {
  const units = Array.from(text, (sign) =>
    Array.from({ length: sign.length }, (_, at) =>
      sign.charCodeAt(at).toString(16).padStart(4, '0'),
    ),
  )
  return `<feff${units.flat().join('')}>`
}

/**
 * The PDF export: the title, the address and the words of the article in Helvetica. Characters that
 * the font lacks are shown as `?`. The title in the document's information is complete.
 *
 * @param entry the entry to export
 */
export function pdfFile(entry: ExportedEntry): Uint8Array {
  const head = [entry.title ?? '', entry.url ?? '', ''].map((line) => line.replace(/\s+/g, ' '))
  const lines = [...head, ...plainText(entry.content ?? '').split('\n')]
    .flatMap((line) => wordwrap(line.replace(/\t/g, '    '), 96).split('\n'))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a page shows none of them
    .map((line) => line.replace(/[\u0000-\u001f]/g, ''))
  const pages = Array.from({ length: Math.ceil(lines.length / LINES_PER_PAGE) }, (_, page) =>
    lines.slice(page * LINES_PER_PAGE, (page + 1) * LINES_PER_PAGE),
  )
  const kids = pages.map((_, page) => `${5 + page * 2} 0 R`).join(' ')
  const objects: Uint8Array[] = [
    bytesFrom('<< /Type /Catalog /Pages 2 0 R >>'),
    bytesFrom(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`),
    bytesFrom('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
    bytesFrom(`<< /Producer (wallabag) /Title ${utf16(entry.title ?? '')} >>`),
  ]
  pages.forEach((page, index) => {
    const text = latin(`BT /F1 10 Tf 14 TL 50 800 Td ${page.map(shown).join('\n')} ET`)
    objects.push(
      bytesFrom(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + index * 2} 0 R >>`,
      ),
      concat([bytesFrom(`<< /Length ${text.length} >>\nstream\n`), text, bytesFrom('\nendstream')]),
    )
  })
  return assembled(objects)
}

function assembled(objects: readonly Uint8Array[]): Uint8Array {
  const pieces: Uint8Array[] = [latin('%PDF-1.7\n%âãÏÓ\n')]
  const offsets: number[] = []
  let length = pieces[0]?.length ?? 0
  objects.forEach((object, index) => {
    const piece = concat([bytesFrom(`${index + 1} 0 obj\n`), object, bytesFrom('\nendobj\n')])
    offsets.push(length)
    length += piece.length
    pieces.push(piece)
  })
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  pieces.push(
    bytesFrom(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}` +
        `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return concat(pieces)
}

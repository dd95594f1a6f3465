import { concat, utf8Of } from './bytes.js'
import type { ExportedEntry } from './entry.js'
import { plainText, wordwrap } from './text.js'

const LINES_PER_PAGE = 54

/** The characters of the font beyond Latin-1, by their WinAnsi code. */
const WIN_ANSI: Readonly<Record<string, number>> = {
  '€': 0x80,
  '…': 0x85,
  Œ: 0x8c,
  '‘': 0x91,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '•': 0x95,
  '–': 0x96,
  '—': 0x97,
  '™': 0x99,
  œ: 0x9c,
}

function latin(text: string): Uint8Array {
  return Uint8Array.from([...text], (sign) => {
    const code = sign.codePointAt(0) ?? 0
    return WIN_ANSI[sign] ?? (code < 0x100 ? code : 0x3f)
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
    utf8Of('<< /Type /Catalog /Pages 2 0 R >>'),
    utf8Of(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`),
    utf8Of('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
    utf8Of(`<< /Producer (wallabag) /Title ${utf16(entry.title ?? '')} >>`),
  ]
  pages.forEach((page, index) => {
    const text = latin(`BT /F1 10 Tf 14 TL 50 800 Td ${page.map(shown).join('\n')} ET`)
    objects.push(
      utf8Of(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + index * 2} 0 R >>`,
      ),
      concat([utf8Of(`<< /Length ${text.length} >>\nstream\n`), text, utf8Of('\nendstream')]),
    )
  })
  return assembled(objects)
}

function assembled(objects: readonly Uint8Array[]): Uint8Array {
  const pieces: Uint8Array[] = [latin('%PDF-1.7\n%âãÏÓ\n')]
  const offsets: number[] = []
  let length = pieces[0]?.length ?? 0
  objects.forEach((object, index) => {
    const piece = concat([utf8Of(`${index + 1} 0 obj\n`), object, utf8Of('\nendobj\n')])
    offsets.push(length)
    length += piece.length
    pieces.push(piece)
  })
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  pieces.push(
    utf8Of(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}` +
        `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return concat(pieces)
}

import { escapeMarkup } from '../html/text.js'
import { bytesFrom } from '../php/utf8.js'
import { concat, header } from './bytes.js'
import type { ExportedEntry } from './entry.js'

const RECORD_SIZE = 4096
const UNUSED = 0xffffffff
/** The server's writer counts PalmDB times from this date, and not from 1904 or 1970. */
const EPOCH_OFFSET = 94_694_400
const END_OF_FILE = Uint8Array.of(0xe9, 0x8e, 0x0d, 0x0a)

/** The PalmDB name: 31 bytes of the title and a NUL (recording `export.mobi`). */
function databaseName(title: string): Uint8Array {
  const name = new Uint8Array(32)
  name.set(bytesFrom(title).subarray(0, 31))
  return name
}

/** The PalmDOC and MOBI headers, then the full title. */
function bookRecord(title: Uint8Array, textLength: number, textRecords: number): Uint8Array {
  const fullNameOffset = 16 + 232
  const fields: [2 | 4, number][] = [
    ...[1, 0].map((value): [2, number] => [2, value]),
    [4, textLength],
    ...[textRecords, RECORD_SIZE, 0, 0].map((value): [2, number] => [2, value]),
    [4, 0x4d4f4249],
    ...[232, 2, 65001, 0, 6].map((value): [4, number] => [4, value]),
    ...Array.from({ length: 10 }, (): [4, number] => [4, UNUSED]),
    ...[textRecords + 1, fullNameOffset, title.length, 9, 0, 0, 6].map((value): [4, number] => [
      4,
      value,
    ]),
    [4, textRecords + 1],
    ...Array.from({ length: 33 }, (): [4, number] => [4, 0]),
  ]
  const written = header(false, fields)
  const record = new Uint8Array(fullNameOffset + title.length + 2)
  record.set(written)
  record.set(title, fullNameOffset)
  return record
}

/**
 * The MOBI export of the released version: a PalmDB of type `BOOKMOBI` with uncompressed text.
 *
 * @param entry the entry to export
 * @param at The time of the database
 */
export function mobiFile(entry: ExportedEntry, at: Date): Uint8Array {
  const title = entry.title ?? ''
  const html = `<html><head></head><body><h2>${escapeMarkup(title)}</h2>${entry.content ?? ''}</body></html>`
  const text = bytesFrom(html)
  const textRecords = Array.from({ length: Math.ceil(text.length / RECORD_SIZE) }, (_, index) =>
    text.subarray(index * RECORD_SIZE, (index + 1) * RECORD_SIZE),
  )
  const records = [
    bookRecord(bytesFrom(title), text.length, textRecords.length),
    ...textRecords,
    END_OF_FILE,
  ]
  const time = Math.floor(at.getTime() / 1000) + EPOCH_OFFSET
  const database = header(false, [
    [2, 0],
    [2, 0],
    [4, time],
    [4, time],
    [4, 0],
    [4, 0],
    [4, 0],
    [4, 0],
    [4, 0x424f4f4b],
    [4, 0x4d4f4249],
    [4, records.length * 2],
    [4, 0],
    [2, records.length],
  ])
  let offset = 32 + database.length + records.length * 8 + 2
  const index = records.flatMap((record, number): [4, number][] => {
    const at = offset
    offset += record.length
    return [
      [4, at],
      [4, number * 2],
    ]
  })
  return concat([databaseName(title), database, header(false, [...index, [2, 0]]), ...records])
}

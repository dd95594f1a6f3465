import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { Entry, EntryRecord, TaggingRule } from 'wallabag-sdk'
import { fromRecord } from 'wallabag-sdk'
import { CliError, exit } from '../exit.js'
import { isGzip } from '../output/own-file.js'
import { type KeyedRow, RowKeys } from '../saving/row-checkpoint.js'

/** The first line of a backup. */
export interface BackupHead {
  readonly type: 'wallabag-backup'
  readonly version: 1
  readonly at: string
  readonly server: { readonly url: string; readonly version: string }
  readonly user: string
  /** The rules are stored for the user to read, because the API cannot create them. */
  readonly taggingRules: readonly TaggingRule[]
}

/** The beginning of every backup. */
export const backupMark = '{"type":"wallabag-backup"'

/** A line of a backup with an entry. */
export interface BackupEntry {
  readonly type: 'entry'
  readonly entry: EntryRecord
}

/** The last line of a backup. Without it the file is incomplete. */
export interface BackupEnd {
  readonly type: 'end'
  readonly entries: number
  readonly annotations: number
}

/** The content of a backup without its entries, which might not fit into memory. */
export interface Backup {
  readonly head: BackupHead
  /** The entries in order, without their content. */
  readonly rows: readonly BackupRow[]
  /** How many entries have annotations. */
  readonly annotated: number
  /** Whether the last line is there. */
  readonly isWhole: boolean
}

/** What identifies an entry of a backup. */
export interface BackupRow extends KeyedRow {
  readonly id: number
  /** The index among the entries, from 0. */
  readonly place: number
}

/**
 * Reads a backup to its end without keeping its entries in memory.
 *
 * @param name - The name in messages.
 * @throws CliError if the file is not a backup, or a line is damaged.
 */
export async function surveyBackup(path: string, name = path): Promise<Backup> {
  const keys = new RowKeys()
  const rows: BackupRow[] = []
  let head: BackupHead | null = null
  let annotated = 0
  let isWhole = false
  for await (const { text, value, number } of linesOf(path)) {
    if (head === null) {
      if (!isHead(value)) break
      head = value
    } else if (isEntry(value)) {
      const { id, url, annotations } = entryIn(value, number)
      rows.push({ key: keys.next(text.trimEnd()), url: url ?? '', id, place: rows.length })
      if (annotations.length > 0) annotated += 1
    } else isWhole = isEnd(value) && value.entries === rows.length
  }
  if (head === null) {
    throw new CliError(
      `${name} is not a backup made by this command. If another program wrote it, try: wallabag import ${name}`,
      exit.usage,
    )
  }
  return { head, rows, annotated, isWhole }
}

/** Reads the entries of a backup one by one. */
export async function* entriesOf(path: string): AsyncGenerator<Entry, void, undefined> {
  for await (const { value, number } of linesOf(path)) {
    if (isEntry(value)) yield entryIn(value, number)
  }
}

/** Reads entries by their index, in a single pass if the indexes increase. */
export class EntryReader {
  readonly #path: string
  #entries: AsyncGenerator<Entry, void, undefined>
  #next = 0

  constructor(path: string) {
    this.#path = path
    this.#entries = entriesOf(path)
  }

  /**
   * @throws CliError if the entry is not at its index because the file has changed.
   */
  async at({ place, id }: BackupRow): Promise<Entry> {
    if (place < this.#next) {
      await this.close()
      this.#entries = entriesOf(this.#path)
      this.#next = 0
    }
    for (
      let { value } = await this.#entries.next();
      value;
      { value } = await this.#entries.next()
    ) {
      this.#next += 1
      if (this.#next <= place) continue
      if (value.id === id) return value
      break
    }
    throw new CliError(`The backup changed while it was read: entry ${id} is not in its place.`)
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#entries.return()
  }
}

function entryIn({ entry }: BackupEntry, number: number): Entry {
  try {
    return fromRecord(entry)
  } catch {
    throw damaged(number)
  }
}

function damaged(number: number): CliError {
  return new CliError(`Line ${number} of the backup is damaged.`)
}

interface Line {
  readonly text: string
  readonly value: unknown
  /** The number of the line, from 1, without empty lines. */
  readonly number: number
}

async function* linesOf(path: string): AsyncGenerator<Line, void, undefined> {
  let number = 0
  let broken = 0
  for await (const text of textsOf(path)) {
    number += 1
    // Only the last line may be damaged: it means that the backup was cut off, which is reported as
    // incomplete.
    if (broken > 0) throw damaged(broken)
    const value = parsed(number === 1 ? text.replace(/^\uFEFF/, '') : text)
    if (number > 1 && !isEntry(value) && !isEnd(value)) broken = number
    yield { text, value, number }
  }
}

/** Reads the non-empty lines of a file. A line may be as long as memory allows. */
async function* textsOf(path: string): AsyncGenerator<string, void, undefined> {
  let pieces: string[] = []
  try {
    for await (const chunk of plainStream(path)) {
      const [first = '', ...others] = String(chunk).split('\n')
      pieces.push(first)
      for (const next of others) {
        const text = pieces.join('')
        if (text !== '') yield text
        pieces = [next]
      }
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    // A compressed file was cut off. Its beginning is used, like that of an uncompressed file.
    if (code !== 'Z_BUF_ERROR') throw new CliError(`${path} cannot be read (${code}).`, exit.usage)
  }
  const rest = pieces.join('')
  if (rest !== '') yield rest
}

/** Reads a file as text, and unpacks it if it is compressed with gzip. */
async function* plainStream(path: string): AsyncGenerator<string, void, undefined> {
  const isPacked = await beginsPacked(path)
  const stream = isPacked ? createReadStream(path).pipe(createGunzip()) : createReadStream(path)
  yield* stream.setEncoding('utf8')
}

async function beginsPacked(path: string): Promise<boolean> {
  const file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close())
  return isGzip(buffer)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function hasType(value: unknown, type: string): value is object {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'type') === type
}

function isHead(value: unknown): value is BackupHead {
  return hasType(value, 'wallabag-backup') && Reflect.get(value, 'version') === 1
}

function isEntry(value: unknown): value is BackupEntry {
  return hasType(value, 'entry')
}

function isEnd(value: unknown): value is BackupEnd {
  return hasType(value, 'end')
}

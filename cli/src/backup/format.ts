import type { Entry, EntryRecord, TaggingRule } from 'wallabag-sdk'
import { fromRecord } from 'wallabag-sdk'
import { CliError, exit } from '../exit.js'

/** The first line of a backup. */
export interface BackupHead {
  readonly type: 'wallabag-backup'
  readonly version: 1
  readonly at: string
  readonly server: { readonly url: string; readonly version: string }
  readonly user: string
  /** The API can read them and not write them, so they are kept for the person who restores. */
  readonly taggingRules: readonly TaggingRule[]
}

/** A line of a backup that holds an entry. */
export interface BackupEntry {
  readonly type: 'entry'
  readonly entry: EntryRecord
}

/** The last line of a backup: without it the file is not whole. */
export interface BackupEnd {
  readonly type: 'end'
  readonly entries: number
  readonly annotations: number
}

/** A backup that was read. */
export interface Backup {
  readonly head: BackupHead
  readonly entries: readonly Entry[]
  /** Whether its last line is there. */
  readonly isWhole: boolean
}

/**
 * Reads a backup.
 *
 * @throws CliError for what is none, and for a line that is damaged.
 */
export function parseBackup(text: string): Backup {
  const lines = text.split('\n').filter((line) => line !== '')
  const head: unknown = parsed(lines[0] ?? '')
  if (!isHead(head)) throw new CliError('The file is no backup of this command.', exit.usage)
  const entries: Entry[] = []
  let isWhole = false
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    const value = parsed(line)
    if (isEntry(value)) entries.push(fromRecord(value.entry))
    else if (isEnd(value)) isWhole = value.entries === entries.length
    // A backup that was cut off ends in half a line, which is told as not being whole.
    else if (index < lines.length - 1) {
      throw new CliError(`Line ${index + 1} of the backup is damaged.`)
    }
  }
  return { head, entries, isWhole }
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

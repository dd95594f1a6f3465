import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Entry,
  type EntryRecord,
  type EntrySummary,
  toRecord,
  type Wallabag,
} from 'wallabag-sdk'
import { makeFolder, stateFolder } from '../account/paths.js'
import { json } from '../output/text.js'

/** What a command did to entries, in the detail that undoing it needs. */
export type Deed =
  | { readonly field: 'archived' | 'starred'; readonly to: boolean }
  /** `all` if every tag of the entries was removed. */
  | {
      readonly field: 'tags'
      readonly added: readonly string[]
      readonly removed: readonly string[] | 'all'
    }
  | { readonly field: 'deleted' }

/** The first line of a journal. */
export interface JournalHead {
  readonly type: 'wallabag-journal'
  readonly version: 1
  readonly at: string
  readonly server: string
  readonly user: number
  /** The command in short: `archive`, `tag add`. */
  readonly command: string
  readonly deed: Deed
}

/** The state of an entry before the change. */
export interface Before {
  readonly id: number
  readonly title: string | null
  readonly tags: readonly string[]
}

/** A journal that was read from its file. */
export interface KeptJournal {
  readonly path: string
  readonly head: JournalHead
  /** The entries before the change. Deleted ones are stored completely. */
  readonly entries: readonly (Before | EntryRecord)[]
}

const day = 24 * 3_600_000
/** How long journals are kept. */
const longest = 30 * day

function folder(): string {
  return join(stateFolder(), 'journal')
}

/** Records entries before they are changed, one per line. The file is synced to disk at the end. */
export class Journal {
  readonly #path: string
  readonly #file: FileHandle

  private constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Starts a journal, and deletes those that are too old. */
  static async begin(wallabag: Wallabag, command: string, deed: Deed): Promise<Journal> {
    const { id: user } = await wallabag.user.get()
    const at = new Date()
    await makeFolder(folder())
    await sweep(at)
    const name = `${at.toISOString().replaceAll(':', '-')}-${randomBytes(3).toString('hex')}.jsonl`
    const path = join(folder(), name)
    const journal = new Journal(path, await open(path, 'wx', 0o600))
    const head: JournalHead = {
      type: 'wallabag-journal',
      version: 1,
      at: at.toISOString(),
      server: wallabag.url,
      user,
      command,
      deed,
    }
    try {
      await journal.#file.appendFile(`${json(head)}\n`)
    } catch (error) {
      await journal.discard()
      throw error
    }
    return journal
  }

  /** Records the parts of an entry that a change affects. */
  async change({ id, title, tags }: EntrySummary): Promise<void> {
    const before: Before = { id, title, tags: tags.map(({ label }) => label) }
    await this.#file.appendFile(`${json(before)}\n`)
  }

  /** Records a complete entry that is about to be deleted. */
  async delete(entry: Entry): Promise<void> {
    await this.#file.appendFile(`${json(toRecord(entry))}\n`)
  }

  async end(): Promise<void> {
    await this.#file.sync().finally(() => this.#file.close())
  }

  /** Deletes the journal, because none of its changes were made. */
  async discard(): Promise<void> {
    await this.#file.close()
    await rm(this.#path, { force: true })
  }
}

async function sweep(now: Date): Promise<void> {
  for (const name of await readdir(folder())) {
    const [, date, hours, minutes] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)/.exec(name) ?? []
    const at = date ? Date.parse(`${date}T${hours}:${minutes}Z`) : Number.NaN
    if (now.getTime() - at > longest) await rm(join(folder(), name), { force: true })
  }
}

/** Returns the journals of the account, newest first. */
export async function keptJournals(wallabag: Wallabag): Promise<KeptJournal[]> {
  const { id } = await wallabag.user.get()
  const names = await readdir(folder()).catch(() => [])
  const journals: KeptJournal[] = []
  for (const name of names.sort().reverse()) {
    const path = join(folder(), name)
    const [head, ...entries] = (await readFile(path, 'utf8')).split('\n').slice(0, -1).map(parsed)
    if (!isHead(head) || head.server !== wallabag.url || head.user !== id) continue
    journals.push({ path, head, entries: entries.filter(isEntry) })
  }
  return journals
}

/** Deletes a journal whose change was undone. */
export function forget({ path }: KeptJournal): Promise<void> {
  return rm(path, { force: true })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function isHead(value: unknown): value is JournalHead {
  return (
    typeof value === 'object' && value !== null && Reflect.get(value, 'type') === 'wallabag-journal'
  )
}

function isEntry(value: unknown): value is Before | EntryRecord {
  return typeof value === 'object' && value !== null && 'id' in value
}

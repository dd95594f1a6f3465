import type { MaybePromise } from '../auth/token-store.js'
import type { ExportFormat } from '../models/export.js'

/**
 * What an exported file is of. The moment of saving belongs to it, because a server on SQLite gives the
 * number of a deleted entry to the next one.
 */
export interface ExportedEntry {
  /** The address of the server. */
  readonly server: string
  /** The number of the user. */
  readonly user: number
  /** The number of the entry. */
  readonly entry: number
  /** When the entry was saved. */
  readonly savedAt: Date
  readonly format: ExportFormat
}

/** Where exported files go; `folderSink` of `wallabag-sdk/node` is one. */
export interface ExportSink {
  /**
   * Whether there is a file of this name.
   *
   * @param name - A name without folders, safe on every system.
   */
  has(name: string): MaybePromise<boolean>
  /**
   * Writes a file whole, or not at all: what was written when the stream fails must go again.
   *
   * @param name - A name that `has` said is free.
   * @param content - The file as it arrives.
   */
  write(name: string, content: ReadableStream<Uint8Array>): Promise<void>
  /**
   * Keeps which entry a file is of, once it is written. Together with `find` it is what `skipExisting`
   * needs: a name says too little, since many articles have the same title.
   *
   * @param name - The name under which it was written.
   * @param of - What it is of.
   */
  keep?(name: string, of: ExportedEntry): MaybePromise<void>
  /**
   * The name of the file that was kept for an entry.
   *
   * @param of - The entry and the format.
   * @returns `null` when there is none, or the file is gone.
   */
  find?(of: ExportedEntry): MaybePromise<string | null>
}

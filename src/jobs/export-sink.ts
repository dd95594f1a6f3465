import type { MaybePromise } from '../auth/token-store.js'

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
}

import type { MaybePromise } from '../auth/token-store.js'
import type { ExportFormat } from '../entries/export.js'
import { WallabagError } from '../errors/index.js'

/**
 * The entry that a file was exported from. `savedAt` is part of it, because a server on SQLite
 * reuses the id of a deleted entry.
 */
export interface ExportedEntry {
  /** The address of the server. */
  readonly server: string
  /** The id of the user. */
  readonly user: number
  /** The id of the entry. */
  readonly entry: number
  /** When the entry was saved. */
  readonly savedAt: Date
  readonly format: ExportFormat
}

/** Where exported files go, such as a `folderSink` from `wallabag-sdk/node`. */
export interface ExportSink {
  /**
   * Whether there is a file with this name.
   *
   * @param name - A name without folders, safe on every system.
   */
  has(name: string): MaybePromise<boolean>
  /**
   * Writes a file completely or not at all: if the stream fails, what was written must be removed.
   *
   * @param name - A name that `has` said is free.
   * @param content - The content, as it arrives.
   * @throws WallabagError with code `already_exists` if the name was taken in the meantime; the job
   *   then tries another one.
   */
  write(name: string, content: ReadableStream<Uint8Array>): Promise<void>
  /**
   * Records which entry a file was exported from, once it is written. `skipExisting` needs this and
   * `find`, because a file name says too little: many articles have the same title.
   *
   * @param name - The name under which it was written.
   * @param of - The entry.
   */
  keep?(name: string, of: ExportedEntry): MaybePromise<void>
  /**
   * Finds the file that was recorded for an entry.
   *
   * @param of - The entry and the format.
   * @returns Its name, or `null` if there is none or the file is gone.
   */
  find?(of: ExportedEntry): MaybePromise<string | null>
  /**
   * Runs a task while no other job exports the same entry to this place. With `skipExisting` it is
   * called for each entry, so that two jobs at the same time write only one file for it.
   *
   * @param of - The entry and the format.
   * @param task - Looks for the file, writes it and records it.
   */
  alone?<T>(of: ExportedEntry, task: () => Promise<T>): Promise<T>
}

/**
 * Most file systems allow 255 bytes. A number, the extension and a temporary name must fit as well.
 */
const longest = 180

/** Names that Windows reserves for devices, with any extension. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i

/**
 * Characters that some system refuses. Control characters and direction marks could also disguise a
 * name.
 */
const forbidden = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+/gu

/**
 * Turns a text into a file name without an extension. The name is safe on every system and never a
 * path.
 *
 * @param text - A title or a name from the server. It may be hostile.
 * @param fallback - The name if nothing of the text is left.
 */
export function safeFileName(text: string, fallback: string): string {
  const clean = text
    .normalize('NFC')
    .replace(forbidden, ' ')
    .replace(/\s+/g, ' ')
    // A leading dot hides a file, a leading dash is read as an option and a tilde as a home folder.
    // Windows drops trailing dots.
    .replace(/^[\s.~-]+/, '')
  const name = cut(clean).replace(/[\s.]+$/, '')
  if (name === '') return fallback
  return devices.test(name) ? `_${name}` : name
}

/** As many whole characters as fit. */
function cut(text: string): string {
  const encoder = new TextEncoder()
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += encoder.encode(character).length
    if (bytes > longest) break
    end += character.length
  }
  return text.slice(0, end)
}

/** Gives each exported file a unique name. */
export class FileNames {
  readonly #sink: Pick<ExportSink, 'has'>
  readonly #extension: string
  /** The names given in this job, in the form in which Windows and macOS compare them. */
  readonly #given = new Set<string>()

  constructor(sink: Pick<ExportSink, 'has'>, extension: string) {
    this.#sink = sink
    this.#extension = extension
  }

  /** Reserves the name that an earlier run gave to a file. */
  keep(name: string): void {
    this.#given.add(name.toLowerCase())
  }

  /** A name for a title. It is numbered if the name is taken. */
  async reserve(title: string, fallback: string): Promise<string> {
    const stem = safeFileName(title, fallback)
    for (let number = 1; ; number++) {
      const name = `${number === 1 ? stem : `${stem} (${number})`}.${this.#extension}`
      const key = name.toLowerCase()
      if (this.#given.has(key)) continue
      // Added before anything is awaited, because other items reserve names at the same time.
      this.#given.add(key)
      if (!(await this.#sink.has(name))) return name
    }
  }
}

/** How many bytes are needed to recognise a page. */
const looksAt = 64

/**
 * Passes a file on, but fails if it is an HTML page or empty: a proxy can send its error page with
 * any content type, and a wrong file is worse than none.
 */
export function withoutHtml(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array()
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        if (!head) return out.enqueue(chunk)
        head = joined(head, chunk)
        if (head.length < looksAt) return
        check(head)
        out.enqueue(head)
        head = null
      },
      flush(out) {
        if (!head) return
        check(head)
        out.enqueue(head)
      },
    }),
  )
}

function check(head: Uint8Array): void {
  const text = new TextDecoder().decode(head.subarray(0, looksAt)).trimStart()
  if (head.length > 0 && !/^(?:<!doctype html|<html)/i.test(text)) return
  const what = head.length === 0 ? 'an empty file' : 'an HTML page'
  throw new WallabagError('not_wallabag', `The server sent ${what} in place of the export.`, {
    hint: 'A proxy or a login page before the server is the usual cause.',
    outcome: 'refused',
  })
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

import { open } from 'node:fs/promises'
import { isObject } from '../errors/index.js'
import type { ExportedEntry } from '../jobs/export-files.js'
import { hasCode, namingFile } from './system.js'

/**
 * The list of the files that were exported to a folder, with one line of JSON per file. A line is
 * added once the file has its name. Several processes may add lines, so new lines are read before
 * each answer.
 */
export class ExportList {
  readonly #path: string
  readonly #names = new Map<string, string>()
  /** How much of the file has been read, up to the last complete line. */
  #offset = 0
  #lines = 0
  #damage: Error | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  /**
   * The name of the last file that was listed for an entry.
   *
   * @throws Error for a damaged list, because an unreadable line must not count as “never exported”.
   */
  find(of: ExportedEntry): Promise<string | null> {
    return this.#inTurn(async () => {
      await this.#read()
      return this.#names.get(keyOf(of)) ?? null
    })
  }

  /** Adds a file to the list. */
  add(name: string, of: ExportedEntry): Promise<void> {
    return this.#inTurn(async () => {
      const { server, user, entry, savedAt, format } = of
      const line = JSON.stringify({ server, user, entry, savedAt, format, file: name })
      const file = await open(this.#path, 'a+')
      try {
        // A killed process or a full disk may have left an incomplete line.
        const { size } = await file.stat()
        const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
        const isTorn = size > 0 && buffer.toString() !== '\n'
        await file.appendFile(`${isTorn ? '\n' : ''}${line}\n`)
        await file.sync()
      } catch (error) {
        throw namingFile(error, this.#path)
      } finally {
        await file.close()
      }
    })
  }

  async #read(): Promise<void> {
    if (this.#damage) throw this.#damage
    const text = await this.#readOn()
    // Text after the last line feed is still being written, or was cut off.
    const whole = text.subarray(0, text.lastIndexOf('\n') + 1)
    this.#offset += whole.length
    for (const line of whole.toString().split('\n').slice(0, -1)) {
      this.#lines += 1
      this.#take(line)
    }
  }

  async #readOn(): Promise<Buffer> {
    try {
      const file = await open(this.#path, 'r')
      try {
        const { size } = await file.stat()
        const rest = Buffer.alloc(Math.max(0, size - this.#offset))
        const { bytesRead } = await file.read(rest, 0, rest.length, this.#offset)
        return rest.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return Buffer.alloc(0)
      throw error
    }
  }

  #take(line: string): void {
    const listed = parsed(line)
    if (listed) this.#names.set(keyOf(listed), listed.file)
    else if (!isTorn(line)) {
      this.#damage = new Error(
        `Line ${this.#lines} of ${this.#path}, the list of what was exported, is damaged. ` +
          'Delete that line to export its entry again, or the file to export everything again.',
      )
      throw this.#damage
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

/** The key of an entry and a format in the list. */
export function keyOf({ server, user, entry, savedAt, format }: ExportedEntry): string {
  return JSON.stringify([server, user, entry, savedAt.getTime(), format])
}

/** Whether a line is the start of one that was never completed. */
function isTorn(line: string): boolean {
  return !line.endsWith('}') && beginning.startsWith(line.slice(0, beginning.length))
}

const beginning = '{"server":"'

function parsed(line: string): (ExportedEntry & { file: string }) | null {
  try {
    const value: unknown = JSON.parse(line, (key, value) =>
      key === 'savedAt' ? new Date(value) : value,
    )
    return isListed(value) ? value : null
  } catch {
    return null
  }
}

function isListed(value: unknown): value is ExportedEntry & { file: string } {
  if (!isObject(value)) return false
  const { server, user, entry, savedAt, format, file }: Record<string, unknown> = { ...value }
  return (
    [server, format, file].every((text) => typeof text === 'string') &&
    [user, entry].every((number) => Number.isSafeInteger(number)) &&
    savedAt instanceof Date
  )
}

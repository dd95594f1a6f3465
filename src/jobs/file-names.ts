import type { ExportSink } from './export-sink.js'
import { safeFileName } from './file-name.js'

/** Gives each exported file a name of its own. */
export class FileNames {
  readonly #sink: Pick<ExportSink, 'has'>
  readonly #extension: string
  /** Names that were given in this job, as the file systems of Windows and macOS compare them. */
  readonly #given = new Set<string>()

  constructor(sink: Pick<ExportSink, 'has'>, extension: string) {
    this.#sink = sink
    this.#extension = extension
  }

  /** Gives nobody else the name that an earlier run gave to one of its files. */
  keep(name: string): void {
    this.#given.add(name.toLowerCase())
  }

  /** A name for a title, with a number when the name is taken. */
  async reserve(title: string, fallback: string): Promise<string> {
    const stem = safeFileName(title, fallback)
    for (let number = 1; ; number++) {
      const name = `${number === 1 ? stem : `${stem} (${number})`}.${this.#extension}`
      const key = name.toLowerCase()
      if (this.#given.has(key)) continue
      // Before anything is awaited: others reserve at the same time.
      this.#given.add(key)
      if (!(await this.#sink.has(name))) return name
    }
  }
}

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { CheckpointData, CheckpointStore } from 'wallabag-sdk'
import { fileCheckpoint } from 'wallabag-sdk/node'
import { makeFolder } from '../account/paths.js'
import { CliError } from '../exit.js'
import type { OrderedInput } from './save-in-order.js'

/** What identifies a row to save. */
export interface KeyedRow {
  /** A hash of the content of the row. */
  readonly key: string
  readonly url: string
}

/**
 * The checkpoint of an import or a restore, which identifies rows by their content. A job
 * identifies its items only by position, so the rows that earlier runs processed are stored beside
 * the checkpoint. They come first, in the same order, and new rows follow. So a file that has grown
 * is resumed correctly.
 */
export class RowCheckpoint implements CheckpointStore {
  /** The file with the labels that are still owed to saved rows. */
  readonly owed: string
  /**
   * For each position of the job: the index of its row among the given ones, or `null` if it is not
   * given now.
   */
  readonly places: readonly (number | null)[]
  readonly #path: string
  readonly #rows: readonly KeyedRow[]
  readonly #file: CheckpointStore
  /**
   * Positions that earlier runs left open and whose rows are not given now. They are kept for a
   * later run.
   */
  readonly #elsewhere: CheckpointData['open']
  readonly #kept: CheckpointData | null
  #areRowsKept = false

  private constructor(path: string, given: readonly KeyedRow[], before: Before) {
    const { data, taken } = before
    const numbers = new Map(given.map(({ key }, index) => [key, index]))
    const known = new Set(taken.map(({ key }) => key))
    const added = [...given.keys()].filter((index) => !known.has(given[index]?.key ?? ''))
    this.#path = path
    this.owed = `${path}.owed`
    this.places = [...taken.map(({ key }) => numbers.get(key) ?? null), ...added]
    this.#rows = [...taken, ...added.flatMap((index) => given[index] ?? [])]
    this.#file = fileCheckpoint(`${path}.json`)
    const isGiven = (position: number) => (this.places[position] ?? null) !== null
    const open = data?.open ?? []
    const here = open.filter(({ position }) => isGiven(position))
    this.#elsewhere = open.filter(({ position }) => !isGiven(position))
    const finished = taken.filter(({ key }) => numbers.has(key)).length - here.length
    this.#kept = data && { ...data, open: here, finished }
  }

  /**
   * Finds the checkpoint of an earlier run with these rows.
   *
   * @param folder - The folder with the checkpoints.
   * @param account - The prefix of the file names.
   * @throws CliError if the checkpoint cannot be used.
   */
  static async open(
    folder: string,
    account: string,
    given: readonly KeyedRow[],
  ): Promise<RowCheckpoint> {
    const keys = new Set(given.map(({ key }) => key))
    const names = await readdir(folder).catch(() => [])
    let [best, most] = [join(folder, `${account}-${hashOf([...keys].join()).slice(0, 16)}`), 0]
    for (const name of names.filter((one) => one.startsWith(account) && one.endsWith('.rows'))) {
      const path = join(folder, basename(name, '.rows'))
      const shared = (await rowsOf(path)).filter(({ key }) => keys.has(key)).length
      if (shared > most) [best, most] = [path, shared]
    }
    return new RowCheckpoint(best, given, await readBefore(best))
  }

  /**
   * Yields the input for each position of the job. If nothing is left to do there, or the row is
   * not given now, the input is only an address that fills the position.
   *
   * @param rows - The given rows.
   * @param inputOf - Returns the input that saves a row.
   */
  async *inputs<Row>(
    rows: readonly Row[],
    inputOf: (row: Row) => Promise<OrderedInput>,
  ): AsyncGenerator<OrderedInput> {
    const last = this.#kept?.position ?? -1
    const open = new Set(this.#kept?.open.map(({ position }) => position))
    for (const [place, number] of this.places.entries()) {
      const row = number === null ? undefined : rows[number]
      if (row !== undefined && (place > last || open.has(place))) yield await inputOf(row)
      else yield { url: this.#rows[place]?.url ?? '' }
    }
  }

  get(): CheckpointData | null {
    return this.#kept
  }

  async set(key: string, data: CheckpointData): Promise<void> {
    // The rows are written first, because a checkpoint without its rows could not be resumed.
    if (!this.#areRowsKept) await keepRows(this.#path, this.#rows)
    this.#areRowsKept = true
    await this.#file.set(key, { ...data, open: [...data.open, ...this.#elsewhere] })
  }

  async delete(key: string): Promise<void> {
    if (this.#elsewhere.length === 0) await this.#file.delete(key)
  }

  /** Deletes the file with the rows if no later run needs it. */
  async end(): Promise<void> {
    if (existsSync(`${this.#path}.json`) || existsSync(this.owed)) return
    await rm(`${this.#path}.rows`, { force: true })
  }
}

/** What an earlier run left. */
interface Before {
  readonly data: CheckpointData | null
  readonly taken: readonly KeyedRow[]
}

async function readBefore(path: string): Promise<Before> {
  const data = (await fileCheckpoint(`${path}.json`).get('')) ?? null
  const taken = data ? (await rowsOf(path)).slice(0, data.position + 1) : []
  if (data && (data.version !== 1 || taken.length <= data.position)) {
    throw new CliError(
      `${path}.json is damaged, or of another version of this command. ` +
        'Delete it to start over; what is saved already is not saved again.',
    )
  }
  return { data, taken }
}

async function rowsOf(path: string): Promise<KeyedRow[]> {
  const text = await readFile(`${path}.rows`, 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [key = '', ...url] = line.split(' ')
      return { key, url: url.join(' ') }
    })
}

async function keepRows(path: string, rows: readonly KeyedRow[]): Promise<void> {
  await makeFolder(dirname(path))
  const text = rows.map(({ key, url }) => `${key} ${url}\n`).join('')
  await writeFile(`${path}.rows.part`, text, { mode: 0o600 })
  await rename(`${path}.rows.part`, `${path}.rows`)
}

/**
 * Creates the keys of rows in order. Equal rows get different keys, by how many equal rows came
 * before.
 */
export class RowKeys {
  readonly #seen = new Map<string, number>()

  /** Returns the key of the next row. */
  next(text: string): string {
    const key = hashOf(text)
    const ordinal = this.#seen.get(key) ?? 0
    this.#seen.set(key, ordinal + 1)
    return ordinal === 0 ? key : hashOf(`${key} ${ordinal}`)
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

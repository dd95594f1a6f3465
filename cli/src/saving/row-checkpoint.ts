import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { CheckpointData, CheckpointStore } from 'wallabag-sdk'
import { fileCheckpoint } from 'wallabag-sdk/node'
import { makeFolder } from '../account/paths.js'
import { CliError } from '../exit.js'
import type { OrderedInput } from './save-in-order.js'

/** What is known of a row that is saved. */
export interface KeyedRow {
  /** A hash of what it says. */
  readonly key: string
  readonly url: string
}

/**
 * How far an import or a restore came, by what its rows are. A job knows its items by their places alone, so the rows
 * that earlier runs took are kept beside its checkpoint: they come first again, in their order, and what
 * is new follows. A file that grew goes on where it was.
 */
export class RowCheckpoint implements CheckpointStore {
  /** Where the labels are that saved rows are owed. */
  readonly owed: string
  /** The row for each place of the job: its number among those given, or `null` where none is given now. */
  readonly places: readonly (number | null)[]
  readonly #path: string
  readonly #rows: readonly KeyedRow[]
  readonly #file: CheckpointStore
  /** What earlier runs left open of rows that are not given now; it is kept for when they are. */
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
   * Finds what an earlier run left of these rows.
   *
   * @param folder - Where such things are.
   * @param account - What its name begins with.
   * @throws CliError for what cannot be gone on with.
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
   * What the job is given, place by place: where nothing is left to do, or the row is not given now, an
   * address that keeps the place.
   *
   * @param rows - Those that are given.
   * @param inputOf - What is saved of one.
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
    // First: a checkpoint without its rows could not be gone on with.
    if (!this.#areRowsKept) await keepRows(this.#path, this.#rows)
    this.#areRowsKept = true
    await this.#file.set(key, { ...data, open: [...data.open, ...this.#elsewhere] })
  }

  async delete(key: string): Promise<void> {
    if (this.#elsewhere.length === 0) await this.#file.delete(key)
  }

  /** Forgets the rows when nothing is left of them that another run would need. */
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

/** The keys of rows, one after another: equal ones are told apart by how many came before. */
export class RowKeys {
  readonly #seen = new Map<string, number>()

  /** The key of the next row, by what it says. */
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

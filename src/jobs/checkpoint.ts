import { getUser } from '../account/account.js'
import type { Api } from '../api/api.js'
import type { MaybePromise } from '../auth/token-store.js'
import { int, list, nullable, object, oneOf, text } from '../contract/check.js'
import { WallabagError } from '../errors/index.js'
import { monotonic, ofCaller, type Scope } from '../http/wait.js'
import { hash } from '../values/hash.js'

/** An item that was started but not finished, or that failed. */
export interface OpenItem {
  /** Its position in the source; with a filter, the entry's id. */
  readonly position: number
  /** When its write was started, in milliseconds since 1970, or `null` if it was not. */
  readonly begun: number | null
  /** What the job needs to continue with it, such as the name of a file. */
  readonly note: string | null
}

/** The progress of a job, as a store keeps it. Nothing in it is secret. */
export interface CheckpointData {
  /** The version of this format. */
  readonly version: 1
  /** A hash of the kind of job, its options, the server and the user. */
  readonly fingerprint: string
  /** The position of the last item that was taken from the source; -1 for none. */
  readonly position: number
  /** A hash of all items up to that position, by which the source is recognised. */
  readonly digest: string
  /** How many items are finished. */
  readonly finished: number
  /** The items up to that position that are not finished. */
  readonly open: readonly OpenItem[]
}

/**
 * Where the checkpoint of a job is kept: the same three methods as a token store, so a `Map` or a
 * Keyv works. A store serves one job at a time.
 */
export interface CheckpointStore {
  /** Returns the checkpoint under a key; `undefined` or `null` if there is none. */
  get(key: string): MaybePromise<CheckpointData | null | undefined>
  /** Stores it, completely or not at all. */
  set(key: string, data: CheckpointData): unknown
  /** Deletes it. */
  delete(key: string): unknown
}

const key = 'wallabag-job'
/**
 * The longest time between two writes for finished items, in milliseconds. Begun items are written
 * at once.
 */
const writeEvery = 200

/**
 * The progress of a job. An item is open from the time it is taken from the source until it is
 * finished. So the open items include those that were being processed when the process died, and
 * those that failed.
 */
export class Checkpoint {
  readonly #store: CheckpointStore
  readonly #fingerprint: string
  readonly #open: Map<number, OpenItem>
  #position: number
  #digest: string
  #finished: number
  #writing: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null
  #lastWrite = -Infinity
  #changed = false
  #broken: unknown = null

  private constructor(store: CheckpointStore, fingerprint: string, data: CheckpointData | null) {
    this.#store = store
    this.#fingerprint = fingerprint
    this.#open = new Map(data?.open.map((item) => [item.position, item]))
    this.#position = data?.position ?? -1
    this.#digest = data?.digest ?? ''
    this.#finished = data?.finished ?? 0
  }

  /**
   * Reads the progress of an earlier run.
   *
   * @throws WallabagError with code `checkpoint_mismatch` if it belongs to another job.
   */
  static async open(
    given: CheckpointStore,
    identity: unknown,
    api: Api,
    open: () => Scope,
  ): Promise<Checkpoint> {
    const { value: user } = await getUser(api, open())
    const fingerprint = hash(JSON.stringify([identity, api.baseUrl, user.id]))
    const store = patient(given, open)
    const data: unknown = await store.get(key)
    if (data === undefined || data === null) return new Checkpoint(store, fingerprint, null)
    if (!isCheckpoint(data)) throw mismatch('It is damaged.')
    if (data.fingerprint === fingerprint) return new Checkpoint(store, fingerprint, data)
    throw mismatch('It belongs to another job, other options, another server or another user.')
  }

  /** How many items this and earlier runs have finished. */
  get finished(): number {
    return this.#finished
  }

  /** The position of the last item that was taken from the source. */
  get position(): number {
    return this.#position
  }

  /** The items that an earlier run left open, in the order of the source. */
  get open(): OpenItem[] {
    return [...this.#open.values()].sort((a, b) => a.position - b.position)
  }

  /** Records that an item was taken from the source. */
  take(position: number, digest: string): void {
    this.#position = position
    this.#digest = digest
    this.#open.set(position, { position, begun: null, note: null })
    this.#changed = true
  }

  /** Checks that the items up to here are those that an earlier run took. */
  verify(digest: string): void {
    if (digest === this.#digest) return
    throw mismatch('The items differ from those of the earlier run.')
  }

  /**
   * Records that a write is about to be sent which must not be sent twice. Resolves when that is
   * stored.
   */
  async begin(position: number, note: string): Promise<void> {
    // If the write is attempted several times, the last attempt may still be running.
    this.#open.set(position, { position, begun: Date.now(), note })
    await this.#write()
  }

  /** Records that the write was refused or never sent. */
  retract(position: number): void {
    this.#open.set(position, { position, begun: null, note: null })
    this.#changed = true
  }

  /** Records that an item is finished. */
  finish(position: number): void {
    this.#open.delete(position)
    this.#finished += 1
    this.#changed = true
    // If this write fails, the next one that is awaited reports the error.
    if (monotonic() - this.#lastWrite >= writeEvery) this.#write().catch(() => undefined)
  }

  /** Called at the end of the source. Only failed items are kept for another run. */
  async complete(): Promise<void> {
    await this.#write()
    if (this.#open.size === 0) await this.#store.delete(key)
  }

  /** Writes what has not been written yet. */
  async close(): Promise<void> {
    if (this.#changed && !this.#broken) await this.#write()
  }

  /** Writes the current progress. Callers during a running write share the next one. */
  #write(): Promise<void> {
    this.#next ??= this.#writing.then(async () => {
      this.#next = null
      if (this.#broken) throw this.#broken
      this.#changed = false
      this.#lastWrite = monotonic()
      try {
        await this.#store.set(key, this.#data())
      } catch (error) {
        this.#broken = error
        throw error
      }
    })
    const writing = this.#next
    this.#writing = writing.catch(() => undefined)
    return writing
  }

  #data(): CheckpointData {
    return {
      version: 1,
      fingerprint: this.#fingerprint,
      position: this.#position,
      digest: this.#digest,
      finished: this.#finished,
      open: this.open,
    }
  }
}

/**
 * Limits the time of each call of a store to that of an item. An abort of the job does not end a
 * write.
 */
function patient(store: CheckpointStore, open: () => Scope): CheckpointStore {
  const ask = <T>(name: keyof CheckpointStore, run: () => T | PromiseLike<T>) =>
    ofCaller(`checkpoint.${name}`, { ...open(), signal: undefined }, run)
  return {
    get: (key) => ask('get', () => store.get(key)),
    set: (key, data) => ask('set', () => store.set(key, data)),
    delete: (key) => ask('delete', () => store.delete(key)),
  }
}

const check = object({
  version: oneOf(1),
  fingerprint: text,
  position: int,
  digest: text,
  finished: int,
  open: list(object({ position: int, begun: nullable(int), note: nullable(text) })),
})

function isCheckpoint(data: unknown): data is CheckpointData {
  return check(data)
}

function mismatch(why: string): WallabagError {
  return new WallabagError('checkpoint_mismatch', `The checkpoint does not fit this job. ${why}`, {
    hint: 'Repeat the interrupted job as it was, or delete the checkpoint to start over.',
  })
}

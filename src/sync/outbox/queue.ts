// The queue of local changes in the store.
import type { OutboxEvent, StoreEvent } from '../events.js'
import {
  changeKey,
  changePrefix,
  numberIn,
  type QueueState,
  queueKey,
  type SyncRecord,
  type SyncRecords,
} from '../store.js'
import type { ChangeHeader, QueuedChange } from './change.js'

/** How long a run keeps the store without a sign of life, in milliseconds. */
export const leaseTime = 30_000

/** The queued changes of a store. */
export interface Waiting {
  /** All changes in order, including those that were sent but whose effect is not yet stored. */
  readonly changes: readonly QueuedChange[]
  /** The keys of changes that cannot be read. */
  readonly damaged: readonly string[]
}

/** Reads a change, also one that version 0.1 wrote. Returns `null` if it is not a change. */
function readChange(record: SyncRecord | null | undefined): QueuedChange | null {
  if (record?.kind !== 'change') return null
  const { queuedAt = null } = record
  if (record.type !== 'save') return { ...record, queuedAt }
  return { ...record, queuedAt, content: record.content ?? null }
}

/** Reads the queued changes. To change them afterwards, this must be called within a turn. */
export async function readWaiting(records: SyncRecords): Promise<Waiting> {
  const keys = [...(await records.keys(changePrefix))].sort()
  if (keys.length === 0) return { changes: [], damaged: [] }
  const found = (await records.get(keys)).map(readChange)
  return {
    changes: found.filter((change) => change !== null),
    damaged: keys.filter((_, index) => found[index] === null),
  }
}

/** Reads the state that is shared by everyone who uses the store. */
export async function readQueueState(records: SyncRecords): Promise<QueueState> {
  const [found] = await records.get([queueKey])
  return found?.kind === 'queue' ? found : { kind: 'queue', last: 0, run: null }
}

/**
 * Whether a run is alive as far as the store shows. A time that is further ahead than possible
 * means that a clock was set back.
 */
export function isLive(run: QueueState['run']): boolean {
  const left = run ? run.until - Date.now() : 0
  return left > 0 && left <= leaseTime
}

/** The queue of a store during one turn, in which no other changes it. */
export class Queue {
  readonly records: SyncRecords
  readonly #events: StoreEvent[]
  #state: QueueState
  #changes: readonly QueuedChange[] | null = null
  #isChanged = false

  private constructor(records: SyncRecords, state: QueueState, events: StoreEvent[]) {
    this.records = records
    this.#state = state
    this.#events = events
  }

  /** Opens the queue for a turn, and writes the shared state at its end. */
  static async turn<T>(
    records: SyncRecords,
    events: StoreEvent[],
    task: (queue: Queue) => Promise<T>,
  ): Promise<T> {
    const queue = new Queue(records, await readQueueState(records), events)
    const result = await task(queue)
    if (queue.#isChanged) await records.write(new Map([[queueKey, queue.#state]]))
    return result
  }

  get run(): QueueState['run'] {
    return this.#state.run
  }

  set run(run: QueueState['run']) {
    this.#change({ run })
  }

  #change(changes: Partial<QueueState>): void {
    this.#state = { ...this.#state, ...changes }
    this.#isChanged = true
  }

  /** Reports an event when the turn is over. */
  tell(event: StoreEvent): void {
    this.#events.push(event)
  }

  /** All changes in order. */
  async all(): Promise<readonly QueuedChange[]> {
    this.#changes ??= (await readWaiting(this.records)).changes
    return this.#changes
  }

  /** The numbers of the changes in order, without those under these keys. */
  async numbers(without: ReadonlySet<string>): Promise<number[]> {
    const keys = await this.records.keys(changePrefix)
    return keys
      .filter((key) => !without.has(key))
      .map(numberIn)
      .sort((a, b) => a - b)
  }

  /** The change with this number. */
  async find(number: number): Promise<QueuedChange | undefined> {
    const [found] = await this.records.get([changeKey(number)])
    return readChange(found) ?? undefined
  }

  /** Whether a change can still be replaced by another one. */
  isOpen({ number, sent }: QueuedChange): boolean {
    return !sent && !(this.run?.sending === number && isLive(this.run))
  }

  /** The header of a new change, or of one that replaces another. */
  async header(before?: QueuedChange | null): Promise<ChangeHeader> {
    if (before) return { ...before, failure: null }
    const keys = await this.records.keys(changePrefix)
    const number = Math.max(this.#state.last, ...keys.map(numberIn)) + 1
    this.#change({ last: number })
    return {
      kind: 'change',
      number,
      queuedAt: Date.now(),
      triedAt: null,
      sent: false,
      failure: null,
    }
  }

  /** Replaces, adds or removes changes, each given as it was and as it is to be. */
  async put(
    type: OutboxEvent['type'] | null,
    ...pairs: (readonly [before: QueuedChange | null, after: QueuedChange | null])[]
  ): Promise<void> {
    const written = new Map<string, SyncRecord | null>()
    for (const [before, after] of pairs) {
      const number = after?.number ?? before?.number
      if (number === undefined) continue
      written.set(changeKey(number), after)
      if (type) this.tell({ type, before, after })
      // A run that was suspended and wakes up must not mistake the new change for the one that it
      // sent.
      if (this.run?.sending === number && type !== null) this.run = { ...this.run, sending: null }
    }
    if (written.size === 0) return
    await this.records.write(written)
    this.#changes = null
  }
}

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

/** How long a run holds a store without a sign of life, in milliseconds. */
export const leaseTime = 30_000

/** What waits in a store. */
export interface Waiting {
  /** All changes in their order, those included that were sent and whose effect is not stored yet. */
  readonly changes: readonly QueuedChange[]
  /** The keys of those that cannot be read. */
  readonly damaged: readonly string[]
}

const types: ReadonlySet<QueuedChange['type']> = new Set<QueuedChange['type']>([
  'save',
  'update',
  'delete',
  'annotate',
  'update-annotation',
  'delete-annotation',
])

/** A change as a store gives it, also one that version 0.1 wrote; `null` if it is not a change. */
function readChange(record: SyncRecord | null | undefined): QueuedChange | null {
  if (record?.kind !== 'change' || !types.has(record.type)) return null
  const { queuedAt = null } = record
  if (record.type !== 'save') return { ...record, queuedAt }
  return { ...record, queuedAt, content: record.content ?? null }
}

/** Reads what waits. Whoever reads it in order to change it does so in a turn. */
export async function readWaiting(records: SyncRecords): Promise<Waiting> {
  const keys = [...(await records.keys(changePrefix))].sort()
  if (keys.length === 0) return { changes: [], damaged: [] }
  const found = (await records.get(keys)).map(readChange)
  return {
    changes: found.filter((change) => change !== null),
    damaged: keys.filter((_, index) => found[index] === null),
  }
}

/** Reads what those who share a store tell each other. */
export async function readQueueState(records: SyncRecords): Promise<QueueState> {
  const [found] = await records.get([queueKey])
  return found?.kind === 'queue' ? found : { kind: 'queue', last: 0, run: null }
}

/** Whether a run lives, as far as the store shows. A clock that was set back shows more than there can be. */
export function isLive(run: QueueState['run']): boolean {
  const left = run ? run.until - Date.now() : 0
  return left > 0 && left <= leaseTime
}

/** The queue of a store in one turn, in which nobody else changes it. */
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

  /** Opens the queue for a turn, and keeps at its end what those who come after are to know. */
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

  /** What is reported once the turn is over. */
  tell(event: StoreEvent): void {
    this.#events.push(event)
  }

  /** All changes in their order. */
  async all(): Promise<readonly QueuedChange[]> {
    this.#changes ??= (await readWaiting(this.records)).changes
    return this.#changes
  }

  /** The change with this number. */
  async find(number: number): Promise<QueuedChange | undefined> {
    return (await this.all()).find((change) => change.number === number)
  }

  /** Whether a change may still become another one. */
  isOpen({ number, sent }: QueuedChange): boolean {
    return !sent && !(this.run?.sending === number && isLive(this.run))
  }

  /** The header of a new change, or of what takes the place of one. */
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

  /** Lets changes become others, or vanish: each as it was, and as it is to be. */
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
      // A run that seemed dead and wakes up must not take the change for the one that it sent.
      if (this.run?.sending === number && type !== null) this.run = { ...this.run, sending: null }
    }
    if (written.size === 0) return
    await this.records.write(written)
    this.#changes = null
  }
}

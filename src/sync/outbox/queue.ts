import { isSameEntry } from '../differences.js'
import { changeKey, changePrefix, type SyncRecord, type SyncStore } from '../store.js'
import type { ChangeHeader, QueuedChange, UpdateChange } from './change.js'
import { mergeWanted } from './merge-changes.js'

const queues = new WeakMap<SyncStore, Queue>()

/** The queue in a store: the same one for all syncs that use it, which have to wait for each other. */
export function queueIn(store: SyncStore): Queue {
  const queue = queues.get(store) ?? new Queue(store)
  queues.set(store, queue)
  return queue
}

/** The queue in the store. Whoever reads it in order to change it does so in his turn. */
export class Queue {
  readonly #store: SyncStore
  /** The changes that are being sent: they must not become others meanwhile. */
  readonly #inFlight = new Set<number>()
  #turn: Promise<unknown> = Promise.resolve()
  #last = 0

  constructor(store: SyncStore) {
    this.#store = store
  }

  /** Runs a task when those before it are done. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(task)
    this.#turn = run.catch(() => undefined)
    return run
  }

  /** All changes in their order, those included that were sent and whose effect is not stored yet. */
  async all(): Promise<QueuedChange[]> {
    const keys = [...(await this.#store.keys(changePrefix))].sort()
    if (keys.length === 0) return []
    const records = await this.#store.get(keys)
    return records.flatMap((record) => (record?.kind === 'change' ? [record] : []))
  }

  /** Whether a change may still become another one. */
  isOpen({ number, sent }: QueuedChange): boolean {
    return !sent && !this.#inFlight.has(number)
  }

  /** The number for the next change. */
  async nextNumber(): Promise<number> {
    const numbers = (await this.all()).map(({ number }) => number)
    this.#last = Math.max(this.#last, ...numbers) + 1
    return this.#last
  }

  /** Writes changes, and takes others out. */
  async write(changes: readonly QueuedChange[], removed: readonly QueuedChange[] = []) {
    const records = new Map<string, SyncRecord | null>()
    for (const { number } of removed) records.set(changeKey(number), null)
    for (const change of changes) records.set(changeKey(change.number), change)
    if (records.size > 0) await this.#store.write(records)
  }

  /**
   * The first change after a number that is to be sent, as it is now; from here on it is in flight,
   * and later wishes for the same entry become changes of their own. When the one before failed, they
   * join it after all: sent without it, they would be undone by it in the next run.
   */
  take(after: number): Promise<QueuedChange | undefined> {
    return this.inTurn(async () => {
      for (;;) {
        const all = await this.all()
        const next = all.find(({ number, sent }) => number > after && !sent)
        const failed = next?.type === 'update' ? this.#waitsBefore(next, all) : undefined
        if (next?.type !== 'update' || !failed) {
          if (next) this.#inFlight.add(next.number)
          return next
        }
        const triedAt = failed.triedAt ?? next.triedAt
        await this.write([{ ...failed, ...mergeWanted(failed, next), triedAt }], [next])
      }
    })
  }

  #waitsBefore(next: UpdateChange, all: readonly QueuedChange[]): UpdateChange | undefined {
    return all.find(
      (change): change is UpdateChange =>
        change.type === 'update' &&
        change.number < next.number &&
        this.isOpen(change) &&
        isSameEntry(change, next),
    )
  }

  /** Ends the flight of a change, and notes how it ended. */
  land(number: number, end: Partial<ChangeHeader>): Promise<void> {
    return this.inTurn(async () => {
      this.#inFlight.delete(number)
      const [change] = await this.#store.get([changeKey(number)])
      if (change?.kind === 'change') await this.write([{ ...change, ...end }])
    })
  }

  /** Gives a change back that was taken, as it is in the store. */
  release(number: number): void {
    this.#inFlight.delete(number)
  }
}

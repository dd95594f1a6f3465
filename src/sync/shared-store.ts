// A store that several tabs or processes share. A lease decides who runs.
import { AbortError, WallabagError } from '../errors/index.js'
import { atMost, inTurn, pause, within } from '../http/wait.js'
import type { StoreEvent } from './events.js'
import { isLive, leaseTime, Queue } from './outbox/queue.js'
import { checkedRecords } from './record-check.js'
import type { SyncRecords, SyncStore } from './store.js'

/** The pause between two checks whether another run has ended, for stores that cannot report it. */
const lookAgain = 250
/**
 * The longest time for a call to a store, in milliseconds. A first run may write thousands of
 * files.
 */
const longestCall = 300_000
/** The same for a turn, which makes several of these calls: the one that hangs is to be named. */
const longestTurn = 2 * longestCall

/** Whether to wait for the turn to run, and the signal that ends the wait. */
export type Wait = { readonly signal: AbortSignal | undefined } | null

const shared = new WeakMap<SyncStore, SharedStore>()

/** Returns the same object for a store to all syncs of this process. */
export function share(store: SyncStore): SharedStore {
  const known = shared.get(store) ?? new SharedStore(store)
  shared.set(store, known)
  return known
}

/**
 * Waits for a call to a store for a limited time, so that a store that hangs does not hang
 * everything that uses it.
 */
function ask<T>(
  name: keyof SyncStore,
  answer: T | PromiseLike<T>,
  longest = longestCall,
): Promise<T> {
  const hint = 'Does another program hold it, or does its promise never settle?'
  const message = `The store did not answer \`${name}\` within ${longest / 1000} s.`
  return atMost(longest, answer, () => new WallabagError('timeout', message, { hint }))
}

function patient(records: SyncRecords): SyncRecords {
  return {
    get: async (keys) => ask('get', records.get(keys)),
    keys: async (prefix) => ask('keys', records.keys(prefix)),
    write: async (changes) => ask('write', records.write(changes)),
  }
}

/** Waits for the turn to run: as long as the caller wants to, or as long as for any other call. */
async function takeRun(
  taken: Promise<(() => unknown) | null>,
  wait: Wait,
): Promise<(() => unknown) | null> {
  try {
    if (!wait) return await ask('run', taken)
    return await within(taken, { signal: wait.signal, deadline: Infinity }, 'The run')
  } catch (error) {
    // A turn that comes too late is given back.
    void taken.then(
      (release) => release?.(),
      () => undefined,
    )
    if (!wait?.signal?.aborted) throw error
    throw new AbortError('The run', { cause: wait.signal.reason })
  }
}

/**
 * A store with two kinds of turns: one to change the queue, which takes milliseconds and never
 * includes a request, and one to run.
 */
export class SharedStore {
  readonly store: SyncStore
  readonly records: SyncRecords
  readonly #listeners = new Set<(event: StoreEvent) => void>()
  #stopListening = () => {}
  /** The owner of the run in this process, for stores that only this process uses. */
  #owner: string | null = null

  constructor(store: SyncStore) {
    this.store = store
    this.records = checkedRecords(patient(store))
  }

  /**
   * Runs a task while no other changes the queue. Its events are reported once its writes are on
   * the disk.
   */
  async queue<T>(task: (queue: Queue) => Promise<T>): Promise<T> {
    const { store } = this
    const events: StoreEvent[] = []
    let isOver = false
    const work = async (records: SyncRecords) => {
      // Whoever was told that a change failed may have repeated it by now.
      if (isOver) throw new Error('the turn came too late')
      return Queue.turn(checkedRecords(patient(records)), events, task)
    }
    const result = await inTurn(store, 'queue', () =>
      store.queue ? ask('queue', store.queue(work), longestTurn) : work(store),
    ).finally(() => {
      isOver = true
    })
    for (const event of events) {
      store.tell?.(event)
      this.#notify(event)
    }
    return result
  }

  /** Takes the turn to run. */
  async startRun(wait: Wait): Promise<Lease> {
    for (;;) {
      const lease = await this.#take(wait)
      if (lease) return lease
      if (!wait) {
        throw running('Another run with this store is under way.', 'Wait for it with `wait: true`.')
      }
      await pause(lookAgain, wait.signal, (cause) => new AbortError('The run', { cause }))
    }
  }

  async #take(wait: Wait): Promise<Lease | null> {
    const { store } = this
    const release = store.run ? await takeRun(store.run(wait), wait) : () => {}
    if (!release) return null
    const owner = `${Date.now().toString(36)}${Math.random().toString(36).slice(1)}`
    try {
      const isFree = await this.queue(async (queue) => {
        // A store with `run` knows when the process of another run has died. Other stores recognise
        // it by its silence.
        const isOther = store.queue && !store.run && isLive(queue.run)
        if (queue.run && (isOther || queue.run.owner === this.#owner)) return false
        queue.run = { owner, until: Date.now() + leaseTime, sending: null }
        this.#owner = owner
        return true
      })
      if (isFree) {
        const leave = () => {
          this.#owner = null
          return release()
        }
        return new Lease(this, owner, leave)
      }
    } catch (error) {
      await release()
      throw error
    }
    await release()
    return null
  }

  /**
   * Reports what happens in the store, here and in other tabs. Returns a function that ends the
   * subscription.
   */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    if (this.#listeners.size === 0) {
      this.#stopListening = this.store.listen?.((event) => this.#notify(event)) ?? (() => {})
    }
    this.#listeners.add(listener)
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stopListening()
    }
  }

  #notify(event: StoreEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}

/** The turn to run. Its holder can write until it loses the turn. */
export class Lease {
  readonly #store: SharedStore
  readonly #owner: string
  readonly #release: () => unknown
  readonly #beat: ReturnType<typeof setInterval>

  constructor(store: SharedStore, owner: string, release: () => unknown) {
    this.#store = store
    this.#owner = owner
    this.#release = release
    // If this fails, the next write fails too and reports it.
    const beat = () => void this.queue(async () => {}).catch(() => undefined)
    this.#beat = setInterval(beat, leaseTime / 3)
    if (typeof this.#beat === 'object') this.#beat.unref()
  }

  /**
   * Runs a task like `SharedStore.queue`, provided that the turn has not been lost. A run that was
   * suspended and wakes up while another runs therefore writes nothing.
   *
   * @throws WallabagError with code `sync_running` when another run has taken over.
   */
  queue<T>(task: (queue: Queue) => Promise<T>): Promise<T> {
    return this.#store.queue(async (queue) => {
      const { run } = queue
      if (run?.owner !== this.#owner) {
        const seconds = leaseTime / 1000
        throw running(
          `Another run has taken over, because this one was suspended for ${seconds} s.`,
        )
      }
      const until = Date.now() + leaseTime
      if (!isLive(run) || until - run.until > leaseTime / 4) queue.run = { ...run, until }
      return task(queue)
    })
  }

  /** Gives the turn back. */
  async end(): Promise<void> {
    clearInterval(this.#beat)
    const leave = async (queue: Queue) => {
      queue.run = null
    }
    // If this fails, the lease expires by itself.
    await this.queue(leave).catch(() => undefined)
    await this.#release()
  }
}

function running(message: string, hint = 'Run again when the other run has ended.'): WallabagError {
  return new WallabagError('sync_running', message, { hint, retryable: true })
}

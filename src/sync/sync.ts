import { getUser, userRequest } from '../account/account.js'
import { type Context, contextOf } from '../api/context.js'
import { addressOf } from '../entries/save.js'
import { describe, expected, hasMethods } from '../errors/index.js'
import { ignoringErrors } from '../http/observer.js'
import type { RequestOptions } from '../http/scope.js'
import { deferred, within } from '../http/wait.js'
import { checkId } from '../values/ids-and-dates.js'
import { isSameEntry } from './differences.js'
import { type EventBatches, type StoreEvent, type SyncEvent, Tally } from './events.js'
import { Local } from './local.js'
import { type LocalEntry, localEntries } from './local-entry.js'
import type { QueuedChange } from './outbox/change.js'
import { Outbox } from './outbox/outbox.js'
import { isLive, readQueueState, readWaiting } from './outbox/queue.js'
import { Sender } from './outbox/sender.js'
import { pull } from './pull.js'
import { Reader } from './reader.js'
import { RunContext, SyncRun } from './run.js'
import { type CheckedRunOptions, checkRunOptions, type RunOptions } from './run-options.js'
import { type Lease, type SharedStore, share } from './shared-store.js'
import { contentKey, entryKey, type SyncStore, stateKey } from './store.js'
import { type WatchOptions, watch } from './watch.js'

/** The client that a sync uses: a `Wallabag`. */
export interface SyncClient {
  /** The address of the server. */
  readonly url: string
  /** The same client with other defaults. */
  with(options: RequestOptions): SyncClient
}

/** The state of a store. */
export interface SyncStatus {
  /** How many local changes the server does not have yet. */
  readonly waiting: number
  /** Those that could not be sent so far, with the reason. */
  readonly failed: readonly QueuedChange[]
  /**
   * When the oldest waiting change was queued; `null` if none waits, or if version 0.1 queued it.
   */
  readonly since: Date | null
  /** Whether a run is under way, here or elsewhere on this store. */
  readonly running: boolean
  /** When the last run that reached its end asked the server, or `null`. */
  readonly lastRun: Date | null
  /** The keys of queued changes that cannot be read. */
  readonly damaged: readonly string[]
}

/** A running run. */
interface Running {
  readonly options: CheckedRunOptions
  readonly tally: Tally
  readonly ended: Promise<void>
}

/**
 * A local copy of a library, kept equal to the server's.
 *
 * @example
 * ```ts
 * const sync = createSync(wallabag, { store: memoryStore() })
 * const { added, changed, deleted } = await sync.run()
 * ```
 */
export class Sync {
  /** Local changes on their way to the server. */
  readonly outbox: Outbox
  readonly #context: Context
  readonly #store: SharedStore
  readonly #server: string
  #user: { readonly token: string; readonly id: number } | null = null
  #running: Running | null = null

  /** @internal */
  constructor(client: SyncClient, store: SyncStore) {
    this.#context = contextOf(client)
    this.#server = client.url
    this.#store = share(store)
    const addressFor = (url: string) => addressOf(this.#context, url)
    this.outbox = new Outbox(this.#store, addressFor, (number) => this.#sendOne(number))
  }

  /**
   * Sends the changes in the outbox, then brings the store up to date with the server.
   *
   * If a run of this sync is already being awaited, a second one joins it; if the second asks for
   * more, or a change was queued after the first had sent its changes, it runs afterwards. While a
   * run is being iterated another one is refused, because inside the loop it would wait for itself;
   * so is a run while another program or tab runs on the same store.
   *
   * @param options - What to fetch, whether to wait for others, and a signal.
   * @returns A run. Nothing is sent until it is awaited or iterated.
   * @throws InputError for wrong options, and for a store that a later version of this package has
   *   written.
   * @throws MassDeletionError if suspiciously many entries would be deleted.
   * @throws WallabagError with code `sync_running` while another run is under way,
   *   `store_of_another_account`, and the codes of failed requests. Whatever was stored stays, and
   *   the next run continues from there.
   *
   * @example
   * ```ts
   * for await (const event of sync.run({ content: 'new' })) {
   *   if (event.type === 'deleted') console.log('gone:', event.entry.title)
   * }
   * ```
   */
  run(options: RunOptions = {}): SyncRun {
    const checked = checkRunOptions(options)
    return new SyncRun((tally) => this.#batches(checked, tally))
  }

  /**
   * Runs again and again, and yields the events of all runs.
   *
   * @param options - How often, and what to fetch.
   * @returns The events; leaving the iteration ends it.
   * @throws Whatever a run throws, except temporary failures.
   *
   * @example
   * ```ts
   * for await (const event of sync.watch({ every: 5 * 60_000 })) {
   *   console.log(event.type, event.entry.title)
   * }
   * ```
   */
  watch(options: WatchOptions): AsyncGenerator<SyncEvent, void, undefined> {
    return watch(options, (runOptions) => this.run(runOptions))
  }

  /**
   * The entries in the store, newest first, with local changes applied.
   *
   * @param ids - The ids of the entries to read (default: all).
   * @returns The entries, read from the store a few at a time; without those that the store does not
   *   have or that are to be deleted.
   *
   * @example
   * ```ts
   * for await (const entry of sync.entries()) if (!entry.archived) console.log(entry.title)
   * for await (const entry of sync.entries([1, 2])) console.log(entry.pending)
   * ```
   */
  entries(ids?: readonly number[]): AsyncGenerator<LocalEntry, void, undefined> {
    return localEntries(
      this.#store.records,
      ids?.map((id) => checkId(id)),
    )
  }

  /**
   * One entry of the store, with local changes applied.
   *
   * @param id - The entry's id.
   * @returns The entry, or `null` if the store does not have it or it is to be deleted.
   *
   * @example
   * ```ts
   * console.log((await sync.get(17))?.title)
   * ```
   */
  async get(id: number): Promise<LocalEntry | null> {
    for await (const entry of this.entries([id])) return entry
    return null
  }

  /**
   * The content of an entry, from the store; if it is not there, from the server, and then kept if
   * the store has the entry.
   *
   * @param id - The entry's id.
   * @param request - Signal and timeouts.
   * @returns The article as HTML, or `null` if the entry has none. It comes from strangers:
   *   sanitise it before you show it.
   * @throws WallabagError with code `not_found_entry`, and the codes of failed requests.
   *
   * @example
   * ```ts
   * const html = await sync.content(17)
   * ```
   */
  async content(id: number, request?: RequestOptions): Promise<string | null> {
    const [stored] = await this.#store.records.get([contentKey(checkId(id))])
    if (stored?.kind === 'content') return stored.html
    const { content: html, entry } = await new Reader(this.#context, request).entry(id)
    const record = { kind: 'content', html, updatedAt: entry.updatedAt } as const
    await this.#store.queue(async (queue) => {
      const [owner] = await queue.records.get([entryKey(id)])
      const isOwn = owner?.kind === 'entry' && isSameEntry(owner.entry, entry)
      // A run that adds the entry later, or has already stored a newer version of it, would mistake
      // this content for the current one.
      if (!isOwn || owner.entry.updatedAt > entry.updatedAt) return
      await queue.records.write(new Map([[contentKey(id), record]]))
      queue.tell({ type: 'stored', ids: [id] })
    })
    return html
  }

  /**
   * The state of the store: what waits, what failed, and since when.
   *
   * @returns The status, read from the store.
   *
   * @example
   * ```ts
   * const { waiting, failed, since } = await sync.status()
   * if (waiting > 0) console.log(waiting, 'changes wait since', since, failed.length, 'failed')
   * ```
   */
  async status(): Promise<SyncStatus> {
    const { records } = this.#store
    const [state] = await records.get([stateKey])
    const { run } = await readQueueState(records)
    const { changes, damaged } = await readWaiting(records)
    const waiting = changes.filter(({ sent }) => !sent)
    const since = waiting[0]?.queuedAt ?? null
    const lastRun = state?.kind === 'state' ? state.clientTime : 0
    return {
      waiting: waiting.length,
      failed: waiting.filter(({ failure }) => failure !== null),
      since: since === null ? null : new Date(since),
      running: isLive(run),
      lastRun: lastRun === 0 ? null : new Date(lastRun),
      damaged,
    }
  }

  /**
   * Reports what happens to local changes and to entries in the store. It also reports what other
   * tabs do, if the store supports that, as `indexedDbStore` does.
   *
   * @param listener - Called after something was stored. If it throws, that changes nothing, since
   *   what it reports is done; the logger warns.
   * @returns A function that ends the subscription.
   *
   * @example
   * ```ts
   * const stop = sync.subscribe((event) => {
   *   if (event.type === 'stored') console.log('read again:', event.ids)
   *   else console.log(event.type, event.after ?? event.before)
   * })
   * stop()
   * ```
   */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    const threw = () => this.#context.logger?.warn('A listener of the sync threw.')
    return this.#store.subscribe((event) => ignoringErrors(() => listener(event), threw))
  }

  async *#batches(options: CheckedRunOptions, tally: Tally): EventBatches {
    for (let first = this.#running; first; first = this.#running) {
      // The caller may be iterating that run itself, and would wait forever.
      if (!first.tally.awaited && !options.wait) break
      const scope = this.#context.scope({ signal: options.signal })
      await within(first.ended, scope, 'The run')
      if (await this.#wasDone(options, first)) return tally.join(first.tally)
    }
    const ended = deferred()
    const running = { options, tally, ended: ended.promise }
    this.#running ??= running
    try {
      const { signal, wait } = options
      const lease = await this.#store.startRun(wait ? { signal } : null)
      try {
        const { parts, sender } = await this.#begin(lease, options, tally)
        yield* pull(parts, await sender.send())
        tally.complete = true
      } finally {
        await lease.end()
      }
    } finally {
      if (this.#running === running) this.#running = null
      ended.resolve()
    }
  }

  /** Whether a finished run has done everything that another one was asked for. */
  async #wasDone(asked: CheckedRunOptions, { options, tally }: Running): Promise<boolean> {
    if (!tally.complete || !isPart(asked, options)) return false
    const { changes } = await readWaiting(this.#store.records)
    return changes.every(({ sent, failure }) => sent || failure !== null)
  }

  async #sendOne(number: number): Promise<boolean> {
    const options = checkRunOptions({})
    const lease = await this.#store.startRun(null)
    try {
      const { sender } = await this.#begin(lease, options, new Tally())
      return await sender.sendOne(number)
    } finally {
      await lease.end()
    }
  }

  async #begin(lease: Lease, options: CheckedRunOptions, tally: Tally) {
    const context = this.#context.part()
    const user = await this.#userId(context, options)
    const local = await Local.open(this.#store, lease, tally, this.#server, user)
    const reader = new Reader(context, { signal: options.signal })
    const parts = new RunContext(reader, local, options, tally)
    return { parts, sender: new Sender(context, lease, parts) }
  }

  /**
   * The id of the user. It is requested once per access token, because another token may belong to
   * another user.
   */
  async #userId(context: Context, { signal }: RequestOptions): Promise<number> {
    const { api } = context
    const scope = context.scope({ signal })
    const token = await api.token(userRequest, scope)
    if (this.#user?.token !== token) {
      this.#user = { token, id: (await getUser(api, scope)).value.id }
    }
    return this.#user.id
  }
}

/** Whether a run has done everything that another one is asked for. */
function isPart(asked: CheckedRunOptions, done: CheckedRunOptions): boolean {
  const { content, annotations } = asked
  return (content === 'none' || content === done.content) && (!annotations || done.annotations)
}

/**
 * Creates a sync: a local copy of a library in a store, kept equal to the server's.
 *
 * @param wallabag - The client to use.
 * @param options - `store`: where the copy is kept; for this account only.
 * @returns A sync. Nothing is sent before its first run.
 * @throws InputError for anything but a client and a store.
 *
 * @example
 * ```ts
 * const sync = createSync(wallabag, { store: memoryStore() })
 * for await (const event of sync.run()) console.log(event.type, event.entry.title)
 * ```
 */
export function createSync(wallabag: SyncClient, options: { store: SyncStore }): Sync {
  const store: unknown = options?.store
  if (!hasMethods(store, ['get', 'keys', 'write'])) {
    const what = 'an object with `get`, `keys` and `write`'
    const hint = 'Give `memoryStore()`, or one of `wallabag-sdk/node`.'
    throw expected('invalid_option', 'store', what, describe(store), hint)
  }
  return new Sync(wallabag, options.store)
}

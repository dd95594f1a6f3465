import { getUser, userRequest } from '../account/account.js'
import { type Context, contextOf } from '../api/context.js'
import { addressOf } from '../entries/save.js'
import { describe, expected, InputError } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import { checkId } from '../values/ids-and-dates.js'
import { isSameEntry } from './differences.js'
import type { EventBatches, SyncEvent, Tally } from './events.js'
import { asLeft, Local, type LocalEntry, localEntries } from './local.js'
import { Outbox } from './outbox/outbox.js'
import { type Queue, queueIn } from './outbox/queue.js'
import { Sender } from './outbox/sender.js'
import { pull } from './pull.js'
import { Reader } from './reader.js'
import { RunParts, SyncRun } from './run.js'
import { type CheckedRunOptions, checkRunOptions, type RunOptions } from './run-options.js'
import { contentKey, entryKey, type SyncStore } from './store.js'
import { type WatchOptions, watch } from './watch.js'

/** The stores that a run is using. */
const busy = new WeakSet<SyncStore>()

/** A client that a sync can stand on: a `Wallabag`. */
export interface SyncClient {
  /** The address of the server. */
  readonly url: string
  /** The same client with other defaults. */
  with(options: RequestOptions): SyncClient
}

/**
 * A local copy of a library, and the way to keep it equal to the server's.
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
  readonly #store: SyncStore
  readonly #queue: Queue
  readonly #server: string
  #user: { readonly token: string; readonly id: number } | null = null

  /** @internal */
  constructor(client: SyncClient, store: SyncStore) {
    this.#context = contextOf(client)
    this.#server = client.url
    this.#store = store
    this.#queue = queueIn(store)
    this.outbox = new Outbox(store, this.#queue, (url) => addressOf(this.#context, url))
  }

  /**
   * Sends what is in the outbox, and then brings the store in line with the server.
   *
   * @param options - What to fetch, and who may end it.
   * @returns A run; nothing is sent before it is awaited or iterated.
   * @throws InputError for options that are none, while another run is under way, and for a store
   *   that a later version of this package has written.
   * @throws MassDeletionError when suspiciously many entries would be deleted.
   * @throws WallabagError with code `store_of_another_account`; else as requests do. Whatever was
   *   stored stays, and the next run goes on from there.
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
   * Runs again and again, and gives the events of all runs.
   *
   * @param options - How often, and what to fetch.
   * @returns The events; leaving the iteration ends the watch.
   * @throws What a run throws, unless it is a failure that may pass.
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
   * The entries in the store, newest first, as the local changes left them.
   *
   * @returns The entries, read from the store in small parts.
   *
   * @example
   * ```ts
   * for await (const entry of sync.entries()) if (!entry.archived) console.log(entry.title)
   * ```
   */
  async *entries(): AsyncGenerator<LocalEntry, void, undefined> {
    yield* localEntries(this.#store, await this.#queue.all())
  }

  /**
   * One entry of the store, as the local changes left it.
   *
   * @param id - The entry's number.
   * @returns The entry, or `null` when the store does not have it or it is to be deleted.
   *
   * @example
   * ```ts
   * console.log((await sync.get(17))?.title)
   * ```
   */
  async get(id: number): Promise<LocalEntry | null> {
    const [record] = await this.#store.get([entryKey(checkId(id))])
    return record?.kind === 'entry' ? asLeft(record.entry, await this.#queue.all()) : null
  }

  /**
   * The content of an entry: from the store, or else from the server and then kept, if the store has
   * the entry.
   *
   * @param id - The entry's number.
   * @param request - Signal and timeouts.
   * @returns The article as HTML, or `null` when the entry has none. It is somebody else's: sanitise
   *   it before showing it.
   * @throws WallabagError with code `not_found_entry`; else as requests do.
   *
   * @example
   * ```ts
   * const html = await sync.content(17)
   * ```
   */
  async content(id: number, request?: RequestOptions): Promise<string | null> {
    const [stored] = await this.#store.get([contentKey(checkId(id))])
    if (stored?.kind === 'content') return stored.html
    const { content: html, entry } = await new Reader(this.#context, request).entry(id)
    const record = { kind: 'content', html, updatedAt: entry.updatedAt } as const
    const [owner] = await this.#store.get([entryKey(id)])
    const isOwn = owner?.kind === 'entry' && isSameEntry(owner.entry, entry)
    // A run that adds the entry later, or did more than this meanwhile, takes it for the content of that time.
    if (isOwn && owner.entry.updatedAt <= entry.updatedAt)
      await this.#store.write(new Map([[contentKey(id), record]]))
    return html
  }

  async *#batches(options: CheckedRunOptions, tally: Tally): EventBatches {
    if (busy.has(this.#store)) {
      throw new InputError('invalid_input', 'Another run with this store is under way.')
    }
    busy.add(this.#store)
    try {
      const context = this.#context.part()
      const user = await this.#userId(context, options)
      const local = await Local.open(this.#store, this.#server, user)
      const reader = new Reader(context, { signal: options.signal })
      const parts = new RunParts(reader, local, options, tally)
      const sent = await new Sender(context, this.#queue, parts).send()
      yield* pull(parts, sent)
      tally.complete = true
    } finally {
      busy.delete(this.#store)
    }
  }

  /** Asked once for each access token: with another one somebody else can be signed in. */
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

/**
 * Makes a sync: a local copy of a library in a store, kept equal to the server's.
 *
 * @param wallabag - The client to use.
 * @param options - `store`: where the copy is kept; of this account alone.
 * @returns A sync; nothing is sent before its first run.
 * @throws InputError for a client or a store that is none.
 *
 * @example
 * ```ts
 * const sync = createSync(wallabag, { store: memoryStore() })
 * for await (const event of sync.run()) console.log(event.type, event.entry.title)
 * ```
 */
export function createSync(wallabag: SyncClient, options: { store: SyncStore }): Sync {
  const store: unknown = options?.store
  const isStore = typeof store === 'object' && store !== null
  if (!isStore || !('get' in store && 'keys' in store && 'write' in store)) {
    const what = 'an object with `get`, `keys` and `write`'
    const hint = 'Give `memoryStore()`, or one of `wallabag-sdk/node`.'
    throw expected('invalid_option', 'store', what, describe(store), hint)
  }
  return new Sync(wallabag, options.store)
}

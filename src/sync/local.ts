import type { EntrySummaryRecord } from '../entries/entry-record.js'
import { InputError, WallabagError } from '../errors/index.js'
import { isFor, type QueuedChange } from './outbox/change.js'
import {
  contentKey,
  entryKey,
  entryPrefix,
  newState,
  numberIn,
  type StoredContent,
  type SyncRecord,
  type SyncState,
  type SyncStore,
  stateKey,
} from './store.js'

const atOnce = 200

/** An entry of the store as the user left it: with the local changes that the server does not have yet. */
export interface LocalEntry extends Omit<EntrySummaryRecord, 'tags'> {
  /** The labels of its tags. */
  readonly tags: readonly string[]
  /** Whether local changes of it wait to be sent, or for the store to have what they did. */
  readonly pending: boolean
}

/** The entries of a store, newest first, as the user left them. */
export async function* localEntries(
  store: SyncStore,
  changes: readonly QueuedChange[],
): AsyncGenerator<LocalEntry, void, undefined> {
  const ids = (await store.keys(entryPrefix)).map(numberIn).sort((a, b) => b - a)
  for (let start = 0; start < ids.length; start += atOnce) {
    const records = await store.get(ids.slice(start, start + atOnce).map(entryKey))
    for (const record of records) {
      const entry = record?.kind === 'entry' ? asLeft(record.entry, changes) : null
      if (entry) yield entry
    }
  }
}

/** An entry with the changes that wait for it; `null` when it is to be deleted. */
export function asLeft(
  entry: EntrySummaryRecord,
  changes: readonly QueuedChange[],
): LocalEntry | null {
  let { archived, starred } = entry
  let pending = false
  const tags = new Set(entry.tags.map(({ label }) => label))
  for (const change of changes) {
    if (!isFor(change, entry)) continue
    if (change.type === 'delete') return null
    pending = true
    if (change.type === 'annotate') continue
    archived = change.archived ?? archived
    starred = change.starred ?? starred
    for (const label of change.add) tags.add(label)
    for (const label of change.remove) tags.delete(label)
  }
  return { ...entry, archived, starred, tags: [...tags], pending }
}

/** What a state can be told to become. */
export type StateChanges = Partial<Omit<SyncState, 'kind' | 'version' | 'server' | 'user'>>

/** The store as a run sees it: what is there by number, and what is remembered. */
export class Local {
  readonly #store: SyncStore
  #state: SyncState
  /** The numbers of the entries in the store. */
  readonly known: Set<number>
  /** Entries that the server has and that made no sense. */
  readonly unreadable: Set<number>
  /** Entries whose content is to be fetched. */
  readonly owed: Set<number>
  /** Entries with annotations. */
  readonly annotated: Set<number>

  private constructor(store: SyncStore, state: SyncState, known: Set<number>) {
    this.#store = store
    this.#state = state
    this.known = known
    this.unreadable = new Set(state.unreadable)
    this.owed = new Set(state.owed)
    this.annotated = new Set(state.annotated)
  }

  /** Opens a store; one that belongs to somebody else is refused. */
  static async open(store: SyncStore, server: string, user: number): Promise<Local> {
    const [found] = await store.get([stateKey])
    const state = found?.kind === 'state' ? found : newState(server, user)
    if (state.version !== 1) {
      throw new InputError(
        'unsupported',
        'The store was written by a later version of this package.',
        'Use that version, or give a store of its own.',
      )
    }
    if (state.server !== server || state.user !== user) {
      throw new WallabagError(
        'store_of_another_account',
        `The store belongs to user ${state.user} of ${state.server}, and this is user ${user} of ${server}.`,
        { hint: 'Give each account a store of its own.' },
      )
    }
    const keys = await store.keys(entryPrefix)
    return new Local(store, state, new Set(keys.map(numberIn)))
  }

  get state(): SyncState {
    return this.#state
  }

  /** How many entries the server has as far as the store knows. */
  get count(): number {
    const others = [...this.unreadable].filter((id) => !this.known.has(id))
    return this.known.size + others.length
  }

  /** Those of these entries that are in the store. */
  async entries(ids: readonly number[]): Promise<Map<number, EntrySummaryRecord>> {
    const keys = ids.filter((id) => this.known.has(id)).map(entryKey)
    if (keys.length === 0) return new Map()
    const records = await this.#store.get(keys)
    return new Map(
      records.flatMap((record) =>
        record?.kind === 'entry' ? [[record.entry.id, record.entry] as const] : [],
      ),
    )
  }

  /** The contents of these entries, as far as they are in the store. */
  async contents(ids: readonly number[]): Promise<Map<number, StoredContent>> {
    if (ids.length === 0) return new Map()
    const records = await this.#store.get(ids.map(contentKey))
    return new Map(
      ids.flatMap((id, index) => {
        const record = records[index]
        return record?.kind === 'content' ? [[id, record] as const] : []
      }),
    )
  }

  /** The numbers that the keys with this beginning have. */
  async numbers(prefix: string): Promise<number[]> {
    return (await this.#store.keys(prefix)).map(numberIn)
  }

  /** Writes what is to be remembered. */
  remember(changes: StateChanges): Promise<void> {
    return this.write(new Map(), changes)
  }

  /** Writes records, and what is to be remembered with them. */
  async write(records: ReadonlyMap<string, SyncRecord | null>, changes: StateChanges = {}) {
    this.#state = {
      ...this.#state,
      ...changes,
      unreadable: [...this.unreadable],
      owed: [...this.owed],
      annotated: [...this.annotated],
    }
    // Last, so that where a write is cut off nothing is remembered that is not there.
    await this.#store.write(new Map(records).set(stateKey, this.#state))
    for (const [key, record] of records) {
      if (record?.kind === 'entry') this.known.add(record.entry.id)
      else if (!record && key.startsWith(entryPrefix)) this.known.delete(numberIn(key))
    }
  }
}

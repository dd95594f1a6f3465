// Reads and writes the store for a run.
import type { EntrySummaryRecord } from '../entries/entry-record.js'
import { InputError, WallabagError } from '../errors/index.js'
import type { StoreEvent, Tally } from './events.js'
import type { Lease, SharedStore } from './shared-store.js'
import {
  changePrefix,
  contentKey,
  entryKey,
  entryPrefix,
  newState,
  numberIn,
  type StoredContent,
  type SyncRecord,
  type SyncRecords,
  type SyncState,
  stateKey,
} from './store.js'

/** The parts of the state that a run can change. */
export type StateChanges = Partial<Omit<SyncState, 'kind' | 'version' | 'server' | 'user'>>

/** The store during a run: its entries by id, and the state. */
export class Local {
  readonly #records: SyncRecords
  readonly #lease: Lease
  readonly #tally: Tally
  readonly #damaged = new Set<string>()
  #state: SyncState
  /** The ids of the entries in the store. */
  readonly known: Set<number>
  /** Entries that the server has but whose data is invalid. */
  readonly unreadable: Set<number>
  /** Entries whose content has to be fetched. */
  readonly owed: Set<number>
  /** Entries with annotations. */
  readonly annotated: Set<number>

  private constructor(
    records: SyncRecords,
    lease: Lease,
    tally: Tally,
    state: SyncState,
    known: Set<number>,
  ) {
    this.#records = records
    this.#lease = lease
    this.#tally = tally
    this.#state = state
    this.known = known
    this.unreadable = new Set(state.unreadable)
    this.owed = new Set(state.owed)
    this.annotated = new Set(state.annotated)
  }

  /** Opens a store for a run. Refuses the store of another account. */
  static async open(
    { records }: SharedStore,
    lease: Lease,
    tally: Tally,
    server: string,
    user: number,
  ): Promise<Local> {
    const [found] = await records.get([stateKey])
    const state = found?.kind === 'state' ? found : newState(server, user)
    if (found && found !== state) {
      tally.failed(null, damaged('The state in the store is damaged'))
    }
    if (state.version !== 1 && state.version !== 2) {
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
    const keys = await records.keys(entryPrefix)
    return new Local(records, lease, tally, state, new Set(keys.map(numberIn)))
  }

  get state(): SyncState {
    return this.#state
  }

  /** How many entries the server should have. */
  get count(): number {
    const others = [...this.unreadable].filter((id) => !this.known.has(id))
    return this.known.size + others.length
  }

  /** Reads entries. Those that are not in the store are left out. */
  async entries(ids: readonly number[]): Promise<Map<number, EntrySummaryRecord>> {
    const keys = ids.filter((id) => this.known.has(id)).map(entryKey)
    if (keys.length === 0) return new Map()
    const records = await this.#records.get(keys)
    return new Map(
      records.flatMap((record, index) => {
        if (record?.kind === 'entry') return [[record.entry.id, record.entry] as const]
        this.#noteDamaged(keys[index])
        return []
      }),
    )
  }

  /** Reads contents. Those that are not in the store are left out. */
  async contents(ids: readonly number[]): Promise<Map<number, StoredContent>> {
    if (ids.length === 0) return new Map()
    const records = await this.#records.get(ids.map(contentKey))
    return new Map(
      ids.flatMap((id, index) => {
        const record = records[index]
        if (record?.kind === 'content') return [[id, record] as const]
        if (record) {
          this.owed.add(id)
          this.#noteDamaged(contentKey(id))
        }
        return []
      }),
    )
  }

  /** The numbers in the keys with this prefix. */
  async numbers(prefix: string): Promise<number[]> {
    return (await this.#records.keys(prefix)).map(numberIn)
  }

  /** Writes the state. */
  remember(changes: StateChanges): Promise<void> {
    return this.write(new Map(), changes)
  }

  /** Writes records and the state, and reports the events afterwards. */
  async write(
    records: ReadonlyMap<string, SyncRecord | null>,
    changes: StateChanges = {},
    events: readonly StoreEvent[] = [],
  ) {
    this.#state = {
      ...this.#state,
      ...changes,
      version: 2,
      unreadable: [...this.unreadable],
      owed: [...this.owed],
      annotated: [...this.annotated],
    }
    const ids = new Set<number>()
    for (const key of records.keys()) if (!key.startsWith(changePrefix)) ids.add(numberIn(key))
    // The state comes last: if a write is interrupted, it does not claim that something is stored
    // which is not.
    const written = new Map(records).set(stateKey, this.#state)
    await this.#lease.queue(async (queue) => {
      await queue.records.write(written)
      for (const event of events) queue.tell(event)
      if (ids.size > 0) queue.tell({ type: 'stored', ids: [...ids] })
    })
    for (const [key, record] of records) {
      if (record?.kind === 'entry') this.known.add(record.entry.id)
      else if (!record && key.startsWith(entryPrefix)) this.known.delete(numberIn(key))
    }
  }

  /** Reports a damaged record, whose entry is read from the server again. */
  #noteDamaged(key = ''): void {
    if (this.#damaged.has(key)) return
    this.#damaged.add(key)
    this.#tally.failed(numberIn(key), damaged(`The record ${key} in the store is damaged`))
  }
}

function damaged(what: string) {
  const message = `${what}; it is read from the server again.`
  return { code: 'damaged_record', message } as const
}

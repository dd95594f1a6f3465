import type { Annotation, Client, Entry, Tag, Token, User } from './rows.js'
import type { State } from './state.js'

/** An entry with the labels of its tags. */
export interface EntryView extends Omit<Entry, 'tags'> {
  tags: string[]
}

/** The server's data as plain objects, which are copied on access. Times are Unix seconds. */
export interface StateView {
  readonly entries: EntryView[]
  readonly tags: Tag[]
  readonly users: User[]
  readonly clients: Client[]
  readonly annotations: Annotation[]
  readonly accessTokens: Token[]
  readonly refreshTokens: Token[]
  /** Revokes all access tokens (`access`) or all tokens, as an administrator can. */
  revokeTokens(kind?: 'access' | 'all'): void
}

export function viewOf(state: State): StateView {
  const copies = <T>(rows: ReadonlyMap<unknown, T>): T[] => structuredClone([...rows.values()])
  return {
    get entries() {
      return [...state.library.entries.values()]
        .sort((a, b) => a.id - b.id)
        .map((row) => ({
          ...row,
          tags: state.library.tagsWith(row.tags).map(({ label }) => label),
        }))
    },
    get tags() {
      return copies(state.library.tags.rows)
    },
    get users() {
      return copies(state.accounts.users)
    },
    get clients() {
      return copies(state.accounts.clients)
    },
    get annotations() {
      return copies(state.library.annotations)
    },
    get accessTokens() {
      return copies(state.accounts.accessTokens)
    },
    get refreshTokens() {
      return copies(state.accounts.refreshTokens)
    },
    revokeTokens(kind = 'all') {
      state.accounts.accessTokens.clear()
      if (kind === 'all') state.accounts.refreshTokens.clear()
    },
  }
}

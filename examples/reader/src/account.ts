// The account, and the connection to its library: a copy that is kept in sync with the server. The
// password is used once and not stored. Only tokens are stored, which Wallabag can revoke.
import type { PasswordAuth, RefreshTokenAuth, StoredTokens } from 'wallabag-sdk/core'
import { Wallabag, webStorageTokenStore } from 'wallabag-sdk/core'
import type { Sync, SyncStore } from 'wallabag-sdk/sync'
import { createSync, indexedDbStore, memoryStore } from 'wallabag-sdk/sync'
import { storage } from './storage.js'

/** The stored account. Its refresh token is the first one; later ones are in the token store. */
export interface Account {
  url: string
  username: string
  auth: RefreshTokenAuth
}

/** A library and its sync. */
export interface Connection {
  sync: Sync
  store: SyncStore
  name: string
  /** Makes the fake server unreachable, or reachable again. */
  setOffline?: (isOffline: boolean) => Promise<void>
  signOut: () => Promise<void>
}

const channel = new BroadcastChannel('reader-account')

/** Calls a listener when the user signs in or out in another tab. */
export function onOtherAccount(listener: () => void): void {
  channel.addEventListener('message', listener)
}

/** Returns the stored account. */
export async function keptAccount(): Promise<Account | null> {
  const text = await storage.getItem('account')
  return text === null ? null : JSON.parse(text)
}

/** Signs in, and stores what is needed to stay signed in. */
export async function signIn(url: string, auth: PasswordAuth): Promise<Account> {
  let refreshToken: string | null = null
  const onTokens = (tokens: StoredTokens) => {
    refreshToken = tokens.refreshToken
  }
  const wallabag = new Wallabag({ url, auth, onTokens })
  const { username } = await wallabag.user.get()
  await wallabag.close()
  if (refreshToken === null) throw new Error('This API client cannot stay signed in: make another.')
  const { clientId, clientSecret } = auth
  const account = { url: wallabag.url, username, auth: { clientId, clientSecret, refreshToken } }
  await storage.setItem('account', JSON.stringify(account))
  channel.postMessage('signed in')
  return account
}

/**
 * Connects to the library of an account. Each tab and the service worker has a connection of its
 * own to the same store.
 */
export function connect({ url, username, auth }: Account): Connection {
  const wallabag = new Wallabag({ url, auth, tokenStore: webStorageTokenStore(storage) })
  // Each account has a store of its own.
  const name = `reader ${username} ${url}`
  const store = indexedDbStore(name)
  return {
    sync: createSync(wallabag, { store }),
    store,
    name: `${username} at ${new URL(url).host}`,
    async signOut() {
      await wallabag.auth.signOut()
      await storage.removeItem('account')
      await store.close()
      indexedDB.deleteDatabase(name)
      channel.postMessage('signed out')
    },
  }
}

/** Connects to a fake server in this page, which exists as long as the page. */
export async function tryOut(): Promise<Connection> {
  const { createFakeWallabag } = await import('wallabag-sdk/testing')
  const fake = createFakeWallabag()
  const { library: fill } = fake.seed
  fill(40, { seed: 7 })
  const wallabag = new Wallabag({ url: fake.url, auth: fake.credentials, fetch: fake.fetch })
  const store = memoryStore()
  return {
    sync: createSync(wallabag, { store }),
    store,
    name: 'A library to try, in this page',
    async setOffline(isOffline) {
      await fake.clearFaults()
      if (isOffline) fake.fault({}, 'refused')
    },
    signOut: () => wallabag.close(),
  }
}

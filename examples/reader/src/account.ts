// Who is signed in, and what that gives: a copy of the library, kept equal to the server's.
// The password is used once and forgotten; what is kept are tokens, which Wallabag can end.
import type { PasswordAuth, RefreshTokenAuth, StoredTokens } from 'wallabag-sdk/core'
import { Wallabag, webStorageTokenStore } from 'wallabag-sdk/core'
import type { Sync, SyncStore } from 'wallabag-sdk/sync'
import { createSync, indexedDbStore, memoryStore } from 'wallabag-sdk/sync'
import { storage } from './storage.js'

/** What is kept of who is signed in. The refresh token is the first one: later ones are in the token store. */
export interface Account {
  url: string
  username: string
  auth: RefreshTokenAuth
}

/** A library to read in. */
export interface Connection {
  sync: Sync
  store: SyncStore
  name: string
  /** Takes the network away from the server that is tried out, or gives it back. */
  setOffline?: (isOffline: boolean) => Promise<void>
  signOut: () => Promise<void>
}

const channel = new BroadcastChannel('reader-account')

/** Tells when somebody signs in or out in another tab. */
export function onOtherAccount(listener: () => void): void {
  channel.addEventListener('message', listener)
}

/** Who is signed in. */
export async function keptAccount(): Promise<Account | null> {
  const text = await storage.getItem('account')
  return text === null ? null : JSON.parse(text)
}

/** Signs in, and keeps what is needed to stay signed in. */
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

/** The library of an account. Every tab and the service worker makes its own, on the same store. */
export function connect({ url, username, auth }: Account): Connection {
  const wallabag = new Wallabag({ url, auth, tokenStore: webStorageTokenStore(storage) })
  // A store is of one account: another one gets another.
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

/** A library without a server: a fake one in this page, which lives as long as the page. */
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

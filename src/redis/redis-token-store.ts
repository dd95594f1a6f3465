import { parseTokens, type StoredTokens, type TokenStore } from '../auth/token-store.js'
import { aCount, aText, checkOptions } from '../errors/index.js'
import { hash } from '../values/hash.js'
import { checkClient, command, type RedisClient, Script } from './connection.js'

/** Options of `redisTokenStore`. */
export interface RedisTokenStoreOptions {
  /** The prefix of all keys (default: `wallabag:`). */
  prefix?: string | undefined
  /**
   * After how many milliseconds of silence a process that holds the lock counts as dead or asleep
   * (default: 15 000). While it lives it renews the lock three times in that period.
   */
  lease?: number | undefined
}

/**
 * How long the record of an attempt to send a refresh token is kept. It is longer than the lifetime
 * of the token, which is 14 days by default.
 */
const longestIntent = 60 * 24 * 3600 * 1000
/** The longest pause between two tries to take the lock, in milliseconds. */
const longestPause = 50

/** Extends the lease if this process still holds the lock. */
const extend = new Script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`)

/** Releases the lock and removes the records of this process, which sends nothing more. */
const release = new Script(`
for _, token in ipairs(redis.call('HKEYS', KEYS[2])) do
  if redis.call('HGET', KEYS[2], token) == ARGV[1] then redis.call('HDEL', KEYS[2], token) end
end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`)

/**
 * Records that a refresh token is about to be sent. Returns 1 if it may be, or 0 if another holder
 * recorded it first.
 */
const intend = new Script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return redis.error_reply('the lock was lost') end
local owner = redis.call('HGET', KEYS[2], ARGV[2])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1`)

/**
 * Stores tokens, or deletes them if there are none, if this process still holds the lock. Earlier
 * records are removed.
 */
const replace = new Script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return redis.error_reply('the lock was lost') end
redis.call('DEL', KEYS[2])
if ARGV[2] == '' then return redis.call('DEL', KEYS[3]) end
redis.call('SET', KEYS[3], ARGV[2])
return 1`)

/**
 * Keeps tokens in Redis, for one account on several machines: one of them renews, and the others
 * use the new tokens.
 *
 * A refresh token works only once, and a process that holds the lock can be suspended and wake up
 * after another one has taken over. So a process announces in Redis that it is about to send a
 * refresh token. If another process finds the announcement of one that never came back, it does not
 * send that token again: it signs in with the password, or fails with `refresh_expired` if there is
 * none. Only the process that still holds the lock stores new tokens.
 *
 * While Redis cannot be reached, valid tokens are used but not renewed; calls that need a renewal
 * fail with code `network` and outcome `not-sent`.
 *
 * @param client - A connected client of `ioredis` or `redis`, which you close yourself.
 * @param options - `prefix` and `lease`, in milliseconds.
 * @returns A store for the option `tokenStore`.
 * @throws InputError for anything that is not such a client, and for a wrong option.
 *
 * @example
 * ```ts
 * import { redisTokenStore } from 'wallabag-sdk/redis'
 * const tokenStore = redisTokenStore(redis)
 * const auth = { clientId, clientSecret, username, password }
 * new Wallabag({ url: 'https://read.example.org', auth, tokenStore })
 * ```
 */
export function redisTokenStore(
  client: RedisClient,
  options: RedisTokenStoreOptions = {},
): TokenStore {
  checkOptions(options, { prefix: aText, lease: aCount })
  return new RedisTokenStore(checkClient(client), options)
}

class RedisTokenStore implements TokenStore {
  readonly #client: RedisClient
  readonly #prefix: string
  readonly #lease: number
  /** The holder of each lock in this process. Tasks take turns, so there is only one. */
  readonly #owners = new Map<string, string>()
  readonly #lines = new Map<string, Promise<unknown>>()

  constructor(
    client: RedisClient,
    { prefix = 'wallabag:', lease = 15_000 }: RedisTokenStoreOptions,
  ) {
    this.#client = client
    this.#prefix = prefix
    this.#lease = lease
  }

  async get(key: string): Promise<StoredTokens | null> {
    return parseTokens(await command(this.#client, ['GET', this.#names(key).tokens]))
  }

  set(key: string, tokens: StoredTokens): Promise<unknown> {
    return this.#replace(key, JSON.stringify(tokens))
  }

  delete(key: string): Promise<unknown> {
    return this.#replace(key, '')
  }

  async beforeRefresh(key: string, refreshToken: string): Promise<boolean> {
    const { lock, intents } = this.#names(key)
    // Only the hash is stored, so the record reveals no secret.
    const token = hash(refreshToken)
    const values = [this.#owner(key), token, longestIntent]
    return (await intend.run(this.#client, [lock, intents], values)) === 1
  }

  /** Tasks of this process wait for each other here, so that two of them do not share a lock. */
  lock<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#lines.get(key) ?? Promise.resolve()
    const mine = before.then(
      () => this.#locked(key, task),
      () => this.#locked(key, task),
    )
    this.#lines.set(key, mine)
    const leave = () => {
      if (this.#lines.get(key) === mine) this.#lines.delete(key)
    }
    mine.then(leave, leave)
    return mine
  }

  async #locked<T>(key: string, task: () => Promise<T>): Promise<T> {
    const owner = crypto.randomUUID()
    const { lock, intents } = this.#names(key)
    const take = ['SET', lock, owner, 'NX', 'PX', String(this.#lease)]
    while (!(await command(this.#client, take))) await sleep(Math.random() * longestPause)
    this.#owners.set(key, owner)
    const beat = setInterval(() => {
      // If the lease could not be extended, the next write detects it.
      extend.run(this.#client, [lock], [owner, this.#lease]).catch(() => undefined)
    }, this.#lease / 3)
    try {
      return await task()
    } finally {
      clearInterval(beat)
      this.#owners.delete(key)
      // If Redis has become unavailable, the lease ends the lock.
      await release.run(this.#client, [lock, intents], [owner]).catch(() => undefined)
    }
  }

  #replace(key: string, text: string): Promise<unknown> {
    const { lock, intents, tokens } = this.#names(key)
    return replace.run(this.#client, [lock, intents, tokens], [this.#owner(key), text])
  }

  /** The holder of the lock. An empty text makes Redis report that the lock was lost. */
  #owner(key: string): string {
    return this.#owners.get(key) ?? 'nobody'
  }

  /** The braces keep the keys of one account on the same node of a cluster. */
  #names(key: string) {
    const base = `${this.#prefix}{${key}}`
    return { tokens: `${base}:tokens`, lock: `${base}:lock`, intents: `${base}:intents` }
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

import { describeSecret, expected } from '../errors/index.js'
import { atMost } from '../http/wait.js'
import { hash } from '../values/hash.js'

/** A client of `ioredis`, with the methods that are used. */
export interface IoRedisClient {
  /** Sends a command as it is. */
  call(command: string, args: string[]): Promise<unknown>
  /** Opens a connection like this one. */
  duplicate(): {
    subscribe(channel: string): Promise<unknown>
    on(event: string, listener: (...told: string[]) => void): unknown
    disconnect(): void
  }
  /** Listens for the end of the connection. */
  once(event: string, listener: () => void): unknown
}

/** A connected client of `redis` (node-redis), with the methods that are used. */
export interface NodeRedisClient {
  /** Sends a command as it is. */
  sendCommand(args: string[]): Promise<unknown>
  /** Makes a client like this one. */
  duplicate(): {
    connect(): Promise<unknown>
    subscribe(channel: string, listener: () => void): Promise<unknown>
    on(event: string, listener: () => void): unknown
    destroy(): void
  }
  /** Listens for the end of the connection. */
  once(event: string, listener: () => void): unknown
}

/** A client of `ioredis` or `redis`. You close it yourself. */
export type RedisClient = IoRedisClient | NodeRedisClient

/** A Redis that waits for a connection longer than this counts as away, in milliseconds. */
const longestAnswer = 5_000

/** A Lua script, which Redis runs whole or not at all. */
export class Script {
  readonly #text: string
  readonly #hash: string

  constructor(text: string) {
    this.#text = text
    this.#hash = hash(text)
  }

  /** Runs it. Redis forgets scripts when it restarts, so the text is sent again where it is not known. */
  async run(client: RedisClient, keys: string[], values: (string | number)[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...values.map(String)]
    try {
      return await command(client, ['EVALSHA', this.#hash, ...rest])
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw error
      return command(client, ['EVAL', this.#text, ...rest])
    }
  }
}

/** Sends a command, and gives up when no answer comes in time. */
export async function command(
  client: RedisClient,
  [name = '', ...args]: string[],
): Promise<unknown> {
  const answer = 'call' in client ? client.call(name, args) : client.sendCommand([name, ...args])
  return await atMost(longestAnswer, answer)
}

/**
 * Calls a function for each message of a channel, over a connection of its own, which ends with the
 * client's. A connection that breaks is made again by the client library.
 */
export function listen(client: RedisClient, channel: string, told: () => void): void {
  const ignore = () => undefined
  if ('call' in client) {
    const subscriber = client.duplicate()
    subscriber.on('error', ignore)
    subscriber.on('message', told)
    subscriber.subscribe(channel).catch(ignore)
    client.once('end', () => subscriber.disconnect())
  } else {
    const subscriber = client.duplicate()
    subscriber.on('error', ignore)
    subscriber
      .connect()
      .then(() => subscriber.subscribe(channel, told))
      .catch(ignore)
    client.once('end', () => subscriber.destroy())
  }
}

/** The client that was given, or an error that says what was expected. */
export function checkClient(client: RedisClient): RedisClient {
  const methods: Record<string, unknown> = Object(client)
  const has = (name: string) => typeof methods[name] === 'function'
  if (has('duplicate') && has('once') && (has('call') || has('sendCommand'))) return client
  throw expected(
    'invalid_option',
    'client',
    'a client of ioredis or of redis',
    describeSecret(client),
  )
}

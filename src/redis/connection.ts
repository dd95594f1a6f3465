import { describeSecret, expected } from '../errors/index.js'
import { atMost } from '../http/wait.js'
import { hash } from '../values/hash.js'

/** A client of `ioredis`, with the methods that are used here. */
export interface IoRedisClient {
  /** Sends a command. */
  call(command: string, args: string[]): Promise<unknown>
  /** Opens another connection with the same options. */
  duplicate(): {
    subscribe(channel: string): Promise<unknown>
    on(event: string, listener: (...told: string[]) => void): unknown
    disconnect(): void
  }
  /** Listens for the end of the connection. */
  once(event: string, listener: () => void): unknown
}

/** A connected client of `redis` (node-redis), with the methods that are used here. */
export interface NodeRedisClient {
  /** Sends a command. */
  sendCommand(args: string[]): Promise<unknown>
  /** Creates another client with the same options. */
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

/** If Redis does not answer within this time, it counts as away, in milliseconds. */
const longestAnswer = 5_000

/** A Lua script. Redis runs no other command while it runs. */
export class Script {
  readonly #text: string
  readonly #hash: string

  constructor(text: string) {
    this.#text = text
    this.#hash = hash(text)
  }

  /**
   * Runs the script. Redis forgets scripts when it restarts, so the text is sent again if needed.
   */
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

/** Sends a command, and fails if no answer comes in time. */
export async function command(
  client: RedisClient,
  [name = '', ...args]: string[],
): Promise<unknown> {
  const answer = 'call' in client ? client.call(name, args) : client.sendCommand([name, ...args])
  return await atMost(longestAnswer, answer)
}

/**
 * Calls a function for each message of a channel. It uses a connection of its own, which ends with
 * that of the client. If the connection breaks, the client library opens it again.
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

/** Returns the given client, or throws an error that says what was expected. */
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

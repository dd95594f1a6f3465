import { createClient } from '@redis/client'
import { Redis } from 'ioredis'
import type { RedisClient } from 'wallabag-sdk/redis'

/** A connection by one of the two libraries, and how it ends. */
export interface Connection {
  readonly client: RedisClient
  close(): Promise<unknown>
}

/** The two libraries whose clients the SDK takes. */
export const libraries = {
  async ioredis(url: string): Promise<Connection> {
    const client = new Redis(url, { retryStrategy: () => 20 })
    client.on('error', () => undefined)
    return { client, close: async () => client.disconnect() }
  },
  async redis(url: string): Promise<Connection> {
    const client = createClient({ url, socket: { reconnectStrategy: 20 } })
    client.on('error', () => undefined)
    await client.connect()
    return { client, close: async () => client.destroy() }
  },
}

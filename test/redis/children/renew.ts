// One of several processes that share an account through Redis: works until it is told to stop.
import { Redis } from 'ioredis'
import { Wallabag } from 'wallabag-sdk'
import { redisTokenStore } from 'wallabag-sdk/redis'

const { url, auth, redis, lease } = JSON.parse(process.env['SHARE'] ?? '')
const failures: string[] = []
const warnings: string[] = []
const client = new Redis(redis, { retryStrategy: () => 50, maxRetriesPerRequest: null })
client.on('error', () => undefined)
const warn = (line: string) => void warnings.push(line)
const logger = { debug() {}, info() {}, warn, error: warn }
const tokenStore = redisTokenStore(client, { lease })
const wallabag = new Wallabag({ url, auth, tokenStore, logger })
let [working, calls] = [true, 0]
process.once('message', () => {
  working = false
})

async function work() {
  while (working) {
    try {
      await wallabag.user.get()
      calls += 1
      process.send?.({ calls })
    } catch (error) {
      failures.push(String(error))
      process.send?.({ failure: String(error) })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

await Promise.all([work(), work()])
await wallabag.close()
process.send?.({ done: { calls, failures, warnings } })
process.disconnect()
client.disconnect()

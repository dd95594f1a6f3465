// One of several processes that share a file store: works until it is told to stop, and then tells.
import { Wallabag } from 'wallabag-sdk'
import { fileTokenStore } from 'wallabag-sdk/node'

const { url, auth, folder } = JSON.parse(process.env['SHARE'] ?? '')
const failures: string[] = []
const warn = (line: string) => void failures.push(line)
const logger = { debug() {}, info() {}, warn, error: warn }
const wallabag = new Wallabag({ url, auth, tokenStore: fileTokenStore(folder), logger })
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
    }
  }
}

await Promise.all([work(), work(), work()])
await wallabag.close()
process.send?.({ done: { calls, failures } })
process.disconnect()

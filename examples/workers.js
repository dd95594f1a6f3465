// Several processes that save articles from one queue, with BullMQ and Redis:
//   node examples/workers.js add https://example.org/a https://example.org/b
//   node examples/workers.js work      (as often, and on as many machines, as you like)
// REDIS_URL says where Redis is; WALLABAG_TOKENS, a folder, lets the workers of one machine share a
// sign-in: without it each signs in for itself, which is fine too.
import { Queue, Worker } from 'bullmq'
import { isWallabagError, Wallabag } from 'wallabag-sdk'
import { fileTokenStore } from 'wallabag-sdk/node'

const { hostname: host, port } = new URL(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379')
const connection = { host, port: Number(port || 6379) }
const name = 'wallabag'

// What fails is told in a sentence; the SDK's own say what was tried, what came back and what to do.
process.once('uncaughtException', (error) => {
  console.error(isWallabagError(error) ? error.message : String(error))
  process.exit(1)
})

const [what, ...urls] = process.argv.slice(2)
if (what === 'add') await add()
else if (what === 'work') work()
else {
  console.error('Say “add” and addresses, or “work”.')
  process.exit(2)
}

async function add() {
  const queue = new Queue(name, { connection })
  const options = { attempts: 5, backoff: { type: 'exponential', delay: 2000 } }
  await queue.addBulk(urls.map((url) => ({ name: 'save', data: { url }, opts: options })))
  await queue.close()
  console.log(`${urls.length} in the queue`)
}

function work() {
  const folder = process.env['WALLABAG_TOKENS']
  // The limits are this process's: with four workers a server sees four times as much.
  const wallabag = Wallabag.fromEnv({
    limits: { concurrency: 2 },
    tokenStore: folder ? fileTokenStore(folder) : undefined,
  })
  const worker = new Worker(name, ({ data }) => save(wallabag, data.url), {
    connection,
    concurrency: 2,
  })
  worker.on('completed', (job, result) => console.log(job.data.url, JSON.stringify(result)))
  worker.on('failed', (job, error) => console.error(job?.data.url, error.message))
  process.once('SIGTERM', async () => {
    // What is being saved is finished, and a renewed token is not lost.
    await worker.close()
    await wallabag.close()
  })
}

/**
 * @param {Wallabag} wallabag
 * @param {string} url
 */
async function save(wallabag, url) {
  try {
    const { entry, created } = await wallabag.entries.save(url, { ifExists: 'skip' })
    return { id: entry.id, created }
  } catch (error) {
    // A save looks first and never makes a second entry, so the queue may simply try again, unless
    // nothing would be different the next time.
    const hopeless = ['invalid_input', 'bad_credentials', 'bad_client', 'forbidden']
    if (isWallabagError(error) && hopeless.includes(error.code)) {
      const { UnrecoverableError } = await import('bullmq')
      throw new UnrecoverableError(error.message)
    }
    throw error
  }
}

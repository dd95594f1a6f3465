// Workers on any number of machines that share one sign-in and one limit, with BullMQ on Redis:
//   node examples/workers.js add https://example.org/a https://example.org/b
//   node examples/workers.js tag LABEL      labels every unread entry, in steps that any worker can continue
//   node examples/workers.js work           start as many as you like, on any number of machines
// REDIS_URL is the address of Redis; the five variables of `Wallabag.fromEnv()` name the server.
import { DelayedError, Queue, UnrecoverableError, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { hashUrl, isWallabagError, Wallabag } from 'wallabag-sdk'
import { redisLimits, redisTokenStore } from 'wallabag-sdk/redis'

/** @import { Job } from 'bullmq' */
/** @import { CheckpointStore } from 'wallabag-sdk' */

const name = 'wallabag'
/** How long a save whose answer was lost counts as still running; the SDK's own default. */
const saveSettleTime = Number(process.env['SAVE_SETTLE_TIME'] ?? 60_000)
/**
 * How long an attempt may take. Saving, during which the server fetches the page, may take four times
 * as long. After that time, the turns of a killed worker are free again.
 */
const timeout = Number(process.env['REQUEST_TIMEOUT'] ?? 30_000)
/** How long one step of a bulk job tags, in milliseconds. */
const step = 400
const unread = { archived: false }
// BullMQ requires that commands wait for Redis, however long it is down.
const redis = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', {
  maxRetriesPerRequest: null,
})

// Print one sentence instead of a stack: the SDK's messages say what was tried, what came back and what to do.
process.once('uncaughtException', (error) => {
  console.error(error.message)
  process.exit(1)
})

const [what, ...words] = process.argv.slice(2)
if (what === 'add') await add(words)
else if (what === 'tag' && words[0]) await tag(words[0])
else if (what === 'work') work()
else {
  console.error('Say “add” and addresses, “tag” and a label, or “work”.')
  process.exitCode = 2
  redis.disconnect()
}

/** @param {string[]} urls */
async function add(urls) {
  const queue = new Queue(name, { connection: redis })
  const opts = { attempts: 10, backoff: { type: 'exponential', delay: 500, jitter: 0.5 } }
  // The server uses the same hash of an address. A job that is already in the queue is not added again.
  await queue.addBulk(
    urls.map((url) => ({ name: 'save', data: { url }, opts: { ...opts, jobId: hashUrl(url) } })),
  )
  await queue.close()
  redis.disconnect()
  console.log(`${urls.length} in the queue`)
}

/** @param {string} label */
async function tag(label) {
  const queue = new Queue(name, { connection: redis })
  await queue.add('tag', { label }, { attempts: 10, backoff: { type: 'exponential', delay: 500 } })
  await queue.close()
  redis.disconnect()
}

function work() {
  const wallabag = Wallabag.fromEnv({
    tokenStore: redisTokenStore(redis),
    limits: redisLimits(redis, {
      concurrency: Number(process.env['CONCURRENCY'] ?? 4),
      requestsPerSecond: Number(process.env['REQUESTS_PER_SECOND'] ?? 20),
    }),
    saveSettleTime,
    timeout,
  })
  const worker = new Worker(
    name,
    async (job, token) => {
      try {
        return job.name === 'tag' ? await tagStep(wallabag, job, token) : await save(wallabag, job)
      } catch (error) {
        return await judge(error, job, token)
      }
    },
    {
      connection: redis,
      concurrency: 4,
      // A worker renews the lock of its job after half of this time, so nobody takes over the job of a
      // dead worker before saveSettleTime. By then its save is done, or never will be.
      lockDuration: 2 * saveSettleTime,
      stalledInterval: saveSettleTime / 2,
      maxStalledCount: 100,
    },
  )
  worker.on('completed', (job, result) => console.log(job.id, JSON.stringify(result)))
  worker.on('failed', (job, error) => console.error(job?.id, error.message))
  worker.on('error', (error) => console.error(error.message))
  process.once('SIGTERM', async () => {
    // Running saves are finished, and a renewed token is not lost.
    await worker.close()
    await wallabag.close()
    redis.disconnect()
  })
}

/**
 * Saves an address. A repeated job creates no second entry, because saving looks for an existing
 * one first.
 *
 * @param {Wallabag} wallabag
 * @param {Job} job
 */
async function save(wallabag, job) {
  const { entry, created } = await wallabag.entries.save(job.data.url, { ifExists: 'skip' })
  return { id: entry.id, created }
}

/**
 * Runs one step of a bulk job. It stops after a while, and the checkpoint says where any worker
 * continues. The time counts from the first outcome, so that each step makes progress even if
 * looking up the entries takes long.
 *
 * @param {Wallabag} wallabag
 * @param {Job} job
 * @param {string | undefined} token
 */
async function tagStep(wallabag, job, token) {
  const add = [job.data.label]
  const tagging = wallabag.entries.tagMany(unread, { add }, { checkpoint: checkpointOf(job) })
  let end = Number.POSITIVE_INFINITY
  let isCut = false
  for await (const _ of tagging) {
    end = Math.min(end, Date.now() + step)
    isCut = Date.now() >= end
    if (isCut) break
  }
  // By now the running requests are finished and the checkpoint is written.
  if (isCut) {
    await job.moveToDelayed(Date.now(), token)
    throw new DelayedError()
  }
  const report = await tagging
  return { done: report.before + report.done, failed: report.failed }
}

/**
 * A checkpoint of a bulk job in Redis, where all workers find it.
 *
 * @param {Job} job
 * @returns {CheckpointStore}
 */
function checkpointOf(job) {
  /** @param {string} key */
  const at = (key) => `wallabag:job:${job.id}:${key}`
  return {
    async get(key) {
      const text = await redis.get(at(key))
      return text === null ? null : JSON.parse(text)
    },
    set: (key, data) => redis.set(at(key), JSON.stringify(data)),
    delete: (key) => redis.del(at(key)),
  }
}

/**
 * Decides what happens after an error: the job is repeated at the time that the server gave,
 * repeated after BullMQ's pause, or ended. The end of a step is not a failure.
 *
 * @param {unknown} error
 * @param {Job} job
 * @param {string | undefined} token
 * @returns {Promise<never>}
 */
async function judge(error, job, token) {
  if (!isWallabagError(error)) throw error
  if (error.retryable && error.retryAfter !== null) {
    await job.moveToDelayed(Date.now() + error.retryAfter * 1000, token)
    throw new DelayedError()
  }
  if (error.retryable) throw error
  throw new UnrecoverableError(error.message)
}

import { randomUUID } from 'node:crypto'
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode } from './private-file.js'
import { isAlive, startOf } from './process-life.js'

/** The longest pause between two tries, in milliseconds. */
const longestPause = 20
/** A holder says so often that it is still there, which counts where its process cannot be seen. */
const heartbeat = 5_000
const longestSilence = 60_000
/** A lock file without its words was left by a process killed between two steps. */
const longestBirth = 2_000

/** Who holds a lock. */
interface Holder {
  readonly id: string
  readonly pid: number
  /** When that process began, where it can be known. */
  readonly start: string | null
  readonly host: string
}

/**
 * Runs a task while no other process runs one under the same lock file. A holder that died is seen
 * by its process number at once; one on another machine, by its silence of a minute.
 */
export async function withFileLock<T>(path: string, task: () => Promise<T>): Promise<T> {
  const holder = {
    id: randomUUID(),
    pid: process.pid,
    start: startOf(process.pid),
    host: hostname(),
  }
  const text = JSON.stringify(holder)
  while (!(await take(path, text))) {
    if (await isDead(path)) await bury(path, text)
    else await sleep(1 + Math.random() * (longestPause - 1))
  }
  const beat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, heartbeat)
  beat.unref()
  try {
    return await task()
  } finally {
    clearInterval(beat)
    if ((await read(path)) === text) await rm(path, { force: true })
  }
}

async function take(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Takes a dead holder's lock away. Only one may do it at a time, and looks again when it may: else
 * the second of two would take away the lock that the first has just made.
 */
async function bury(path: string, text: string): Promise<void> {
  const grave = `${path}.grave`
  if (!(await take(grave, text))) {
    if (await isDead(grave)) await rm(grave, { force: true })
    else await sleep(longestPause / 2)
    return
  }
  try {
    if (await isDead(path)) await rm(path, { force: true })
  } finally {
    await rm(grave, { force: true })
  }
}

async function isDead(path: string): Promise<boolean> {
  const [text, age] = [await read(path), await ageOf(path)]
  if (text === null || age === null) return false
  const holder = parse(text)
  if (!holder) return age > longestBirth
  if (age > longestSilence) return true
  if (holder.host !== hostname()) return false
  return !isAlive(holder.pid) || (holder.start !== null && startOf(holder.pid) !== holder.start)
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

async function ageOf(path: string): Promise<number | null> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

function parse(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text)
    return isHolder(value) ? value : null
  } catch {
    return null
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    'start' in value
  )
}

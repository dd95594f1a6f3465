import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode, isAlive, namesIn, processSpace, startOf } from './system.js'

/** The longest pause between two attempts, in milliseconds. */
const longestPause = 20
/**
 * How often a holder shows that it is alive. This is needed if its process cannot be checked from
 * here.
 */
const heartbeat = 5_000
const longestSilence = 60_000
/** The longest wait. It is longer than any renewal. */
const longestWait = 180_000
/**
 * The errors for renaming to a folder that is not empty; on Windows, to any folder. `ENOENT` means
 * that the folder to rename is gone, because another machine could not see that this process is
 * alive and removed it.
 */
const missed = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'ENOENT']

/**
 * Runs a task while no other process runs one for the same path.
 *
 * @throws Error if the lock cannot be had within three minutes.
 */
export async function withFileLock<T>(path: string, task: () => Promise<T>): Promise<T> {
  const release = await takeFileLock(path, longestWait)
  if (!release) throw new Error(`${path} is held by another process`)
  try {
    return await task()
  } finally {
    await release()
  }
}

/**
 * Takes a lock. A lock is a folder with one file, whose name identifies the holder. If the holder
 * is on this machine, its process id shows whether it is alive, even if it is suspended. If it is
 * on another machine or in another container, it counts as dead after a minute of silence, by its
 * clock or by ours.
 *
 * @param wait - How long to wait for it, in milliseconds.
 * @param signal - Ends the wait.
 * @returns A function that releases the lock, or `null` if it could not be had.
 */
export async function takeFileLock(
  path: string,
  wait: number,
  signal?: AbortSignal,
): Promise<(() => Promise<void>) | null> {
  const name = nameOfHolder()
  const seen: Seen = new Map()
  for (const until = performance.now() + wait; !(await take(path, name, seen)); ) {
    if (performance.now() >= until) return null
    await sleep(1 + Math.random() * (longestPause - 1), undefined, { signal })
  }
  const held = join(path, name)
  const beat = setInterval(() => {
    const now = new Date()
    utimes(held, now, now).catch(() => undefined)
  }, heartbeat)
  beat.unref()
  return async () => {
    clearInterval(beat)
    await rm(held, { force: true })
    await removeEmpty(path)
  }
}

/** The process id, its start time if known, the machine and container, and a unique part. */
function nameOfHolder(): string {
  return [process.pid, startOf(process.pid) ?? '', host(), randomUUID()].join()
}

/** The machine and the container. Another one with the same name has process ids of its own. */
function host(): string {
  return encodeURIComponent(hostname() + processSpace())
}

/**
 * Renames a folder with our name to the path of the lock. This fails if another folder with a file
 * is there.
 */
async function take(path: string, name: string, seen: Seen): Promise<boolean> {
  if (!(await isFree(path, seen))) return false
  const mine = `${path}.${process.pid}.${name.slice(-12)}.tmp`
  await mkdir(mine, { mode: 0o700 })
  try {
    await writeFile(join(mine, name), '')
    await rename(mine, path)
    return true
  } catch (error) {
    await rm(mine, { recursive: true, force: true })
    if (missed.some((code) => hasCode(error, code))) return false
    throw error
  }
}

/**
 * Whether no living process holds the lock. Dead holders are removed by name, and names are unique,
 * so a late removal cannot hit another holder.
 */
async function isFree(path: string, seen: Seen): Promise<boolean> {
  for (const name of await namesIn(path)) {
    const held = join(path, name)
    if (!(await isDead(name, held, seen))) return false
    await rm(held, { force: true })
  }
  await removeEmpty(path)
  return true
}

/**
 * The last sign of life of a holder, and since when, on our own clock, there has been no newer one.
 */
type Seen = Map<string, { spoke: number; since: number }>

async function isDead(name: string, held: string, seen: Seen): Promise<boolean> {
  const [pid, start, machine] = name.split(',')
  if (machine === host()) {
    if (!isAlive(Number(pid))) return true
    // Without a start time another process may have the same id by now, so only silence shows that
    // the holder is gone.
    if (start !== '') return startOf(Number(pid)) !== start
  }
  const spoke = await modifiedAt(held)
  if (spoke === null || Date.now() - spoke > longestSilence) return true
  // The clock of the other machine may be ahead of ours, so we also measure the silence on our own
  // clock.
  const last = seen.get(name)
  if (last?.spoke === spoke) return performance.now() - last.since > longestSilence
  seen.set(name, { spoke, since: performance.now() })
  return false
}

async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

/**
 * Removes an empty folder, which would not block anyone. If that fails, another process has taken
 * the lock.
 */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined)
}

import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode, isAlive, namesIn, processSpace, startOf } from './system.js'

/** The longest pause between two tries, in milliseconds. */
const longestPause = 20
/** A holder says so often that it is still there, which counts where its process cannot be seen. */
const heartbeat = 5_000
const longestSilence = 60_000
/** Longer than any renewal takes: whoever waited for so long has nobody left who waits for it. */
const longestWait = 180_000
/**
 * What systems say of a rename to a folder that is not empty; Windows, of one to any folder. What is
 * to be renamed is missing when another machine, which cannot see us live, has swept it away.
 */
const missed = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'ENOENT']

/**
 * Runs a task while no other process runs one under the same path.
 *
 * @throws Error when the lock could not be had within three minutes.
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
 * Takes a lock: a folder with one file, whose name says who holds it. A holder that died is seen by its
 * process number at once, and one that sleeps is respected; one on another machine or in another
 * container counts as dead after a minute of silence, by its clock or by ours.
 *
 * @param wait - How long to wait for it, in milliseconds.
 * @param signal - Ends the waiting.
 * @returns What gives it back, or `null` when it could not be had.
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

/** Process, when it began where that can be known, machine and container, and what makes the name unique. */
function nameOfHolder(): string {
  return [process.pid, startOf(process.pid) ?? '', host(), randomUUID()].join()
}

/** The machine and the container: another one of the same name has numbers for processes of its own. */
function host(): string {
  return encodeURIComponent(hostname() + processSpace())
}

/** Puts a folder with our name into place, which the system does only while there is no other in it. */
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
 * Whether nobody who lives holds the lock. The dead are taken away by name, and no name comes twice:
 * however late it is done, it cannot hit somebody who has come since.
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

/** When a holder last spoke, and since when, by our own clock, it has not spoken again. */
type Seen = Map<string, { spoke: number; since: number }>

async function isDead(name: string, held: string, seen: Seen): Promise<boolean> {
  const [pid, start, machine] = name.split(',')
  if (machine === host()) {
    if (!isAlive(Number(pid))) return true
    // Without its start time another process may have the same id by now, so only silence shows that it is gone.
    if (start !== '') return startOf(Number(pid)) !== start
  }
  const spoke = await modifiedAt(held)
  if (spoke === null || Date.now() - spoke > longestSilence) return true
  // Its clock may be ahead of ours: then we count how long it has been silent.
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

/** An empty folder blocks nobody: if it cannot be removed, somebody has taken the lock. */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined)
}

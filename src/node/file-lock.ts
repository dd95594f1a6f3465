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
/**
 * What systems say of a rename to a folder that is not empty; Windows, of one to any folder. What is
 * to be renamed is missing when another machine, which cannot see us live, has swept it away.
 */
const missed = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'ENOENT']

/**
 * Runs a task while no other process runs one under the same path. The lock is a folder with one
 * file, whose name says who holds it. A holder that died is seen by its process number at once; one
 * on another machine or in another container, by its silence of a minute.
 */
export async function withFileLock<T>(path: string, task: () => Promise<T>): Promise<T> {
  const name = nameOfHolder()
  while (!(await take(path, name))) await sleep(1 + Math.random() * (longestPause - 1))
  const held = join(path, name)
  const beat = setInterval(() => {
    const now = new Date()
    utimes(held, now, now).catch(() => undefined)
  }, heartbeat)
  beat.unref()
  try {
    return await task()
  } finally {
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
async function take(path: string, name: string): Promise<boolean> {
  if (!(await isFree(path))) return false
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
async function isFree(path: string): Promise<boolean> {
  for (const name of await namesIn(path)) {
    const held = join(path, name)
    if (!(await isDead(name, held))) return false
    await rm(held, { force: true })
  }
  await removeEmpty(path)
  return true
}

async function isDead(name: string, held: string): Promise<boolean> {
  const [pid, start, machine] = name.split(',')
  if ((await ageOf(held)) > longestSilence) return true
  if (machine !== host()) return false
  return !isAlive(Number(pid)) || (start !== '' && startOf(Number(pid)) !== start)
}

async function ageOf(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Number.POSITIVE_INFINITY
    throw error
  }
}

/** An empty folder holds nobody up: that it cannot be removed means that somebody has taken it. */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined)
}

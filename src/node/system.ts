import { readFileSync, readlinkSync } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expected, type InputErrorCode } from '../errors/index.js'

/** Refuses what is no path. */
export function checkPath(code: InputErrorCode, name: string, path: unknown): void {
  if (typeof path === 'string' && path !== '') return
  throw expected(code, name, 'a path', describe(path))
}

/** The names in a folder; none when there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

/**
 * Creates a folder and its missing parents. Node's own `recursive` never ends where creating a folder
 * always fails with ENOENT, as below `/proc`.
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  if (await isFolder(folder)) return
  const around = dirname(folder)
  if (around !== folder) await makeFolder(around, mode)
  try {
    await mkdir(folder, mode)
  } catch (error) {
    // Another process may have created it since.
    if (!hasCode(error, 'EEXIST') || !(await isFolder(folder))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** Whether an error of the file system has this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** Whether a process of this machine lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // One that we may not signal is there all the same.
    return hasCode(error, 'EPERM')
  }
}

/**
 * When a process began, in the system's own ticks, where Linux tells it: a number that was given to
 * another process since is seen by it.
 */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in the second field may hold spaces and brackets; the start is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

/** The space in which process numbers count, where Linux tells it: each container has one of its own. */
export function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

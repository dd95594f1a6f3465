import { readFileSync, readlinkSync } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expected, type InputErrorCode } from '../errors/index.js'

/** Refuses an invalid path. */
export function checkPath(code: InputErrorCode, name: string, path: unknown): void {
  if (typeof path === 'string' && path !== '') return
  throw expected(code, name, 'a path', describe(path))
}

/** The names in a folder, or none if it does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

/**
 * Creates a folder and its missing parents. The `recursive` option of Node never ends if creating a
 * folder always fails with ENOENT, as below `/proc`.
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  if (await isFolder(folder)) return
  const around = dirname(folder)
  if (around !== folder) await makeFolder(around, mode)
  try {
    await mkdir(folder, mode)
  } catch (error) {
    // Another process may have created it in the meantime.
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

/**
 * Adds the path to an error about an open file. Node's own error for a full disk does not name the
 * file.
 */
export function namingFile(error: unknown, path: string): unknown {
  if (error instanceof Error && 'syscall' in error && !('path' in error)) {
    Object.assign(error, { path, message: `${error.message} '${path}'` })
  }
  return error
}

/** Whether a process of this machine is running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // The process exists, but we may not send it a signal.
    return hasCode(error, 'EPERM')
  }
}

/**
 * When a process was started, in clock ticks of the system. Only Linux tells it. It shows whether
 * the id was reused for another process.
 */
export function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in the second field may contain spaces and brackets. The start time is the 20th
    // field after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

/** The namespace of process ids, on Linux. Each container has its own. */
export function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * Runs a task with a file that it can read several times. A pipe can be read only once, so its
 * content is copied into a private temporary file.
 *
 * @param path - A file, a pipe, or `-` for standard input.
 */
export async function withFile<T>(path: string, task: (path: string) => Promise<T>): Promise<T> {
  const found = path === '-' ? null : await stat(path).catch(() => null)
  const isPipe = path === '-' || found?.isFIFO() || found?.isSocket() || found?.isCharacterDevice()
  if (!isPipe) return task(path)
  const folder = await mkdtemp(join(tmpdir(), 'wallabag-'))
  const file = join(folder, 'backup')
  try {
    // These names also mean standard input, but cannot be opened if it is a socket.
    const isInput = ['-', '/dev/stdin', '/proc/self/fd/0', '/dev/fd/0'].includes(path)
    const source = isInput ? process.stdin : (await open(path)).createReadStream()
    await pipeline(source, createWriteStream(file, { mode: 0o600 }))
    return await task(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

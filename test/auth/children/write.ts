// Writes tokens, pair after pair, until it is killed: at a named point of the first write, or from outside.
import fs, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { fileTokenStore } from 'wallabag-sdk/node'

const { folder, point, from } = JSON.parse(process.env['WRITE'] ?? '')
const store = fileTokenStore(folder)
const die = () => process.kill(process.pid, 'SIGKILL')

/** Dies before or after a function of the file system, when its first argument fits. */
function dieAt(name: string, when: 'before' | 'after', fits: (path: string) => boolean): void {
  const original = Reflect.get(fs, name)
  Reflect.set(fs, name, async (...args: unknown[]) => {
    if (when === 'before' && fits(String(args[0]))) die()
    const result = await original(...args)
    if (when === 'after' && fits(String(args[0]))) die()
    return result
  })
}

/** Replaces a method of all open files. */
async function patchHandle(
  name: string,
  replacement: (handle: FileHandle, text: string) => unknown,
): Promise<void> {
  const handle = await fs.open(process.execPath)
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  prototype[name] = function (text: string) {
    return replacement(this, text)
  }
}

const isTemporary = (path: string) => path.endsWith('.tmp')
const isLock = (path: string) => path.includes('.lock')
const points: Record<string, () => unknown> = {
  'before the temporary file': () => dieAt('open', 'before', isTemporary),
  'in the middle of the text': () =>
    patchHandle('writeFile', async (handle, text) => {
      await handle.write(text.slice(0, text.length / 2))
      die()
    }),
  'before the file is synced': () => patchHandle('sync', die),
  'before the rename': () => dieAt('rename', 'before', isTemporary),
  'after the rename': () => dieAt('rename', 'after', isTemporary),
  'before the folder is synced': () => dieAt('open', 'before', (path) => path === folder),
  'before the lock has a name': () => dieAt('writeFile', 'before', isLock),
  'before the lock is in place': () => dieAt('rename', 'before', isLock),
  'after the lock is made': () => dieAt('rename', 'after', isLock),
  'before the lock is removed': () => dieAt('rm', 'before', isLock),
  'before the empty lock is removed': () => dieAt('rm', 'after', isLock),
}

await points[point]?.()
syncBuiltinESMExports()
process.send?.('ready')
for (let n = from; ; n++) {
  await store.lock?.('key', async () => {
    const pair = { accessToken: `ACCESS-${n}`, refreshToken: `REFRESH-${n}`, expiresAt: n }
    await store.set('key', pair)
  })
  process.send?.(n)
  // A point that was never reached proves nothing.
  if (point) process.exit(3)
}

// Writes tokens, pair after pair, until it is killed: at a named point of the first write, or from outside.
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const { built, folder, point, from } = JSON.parse(process.env.WRITE)
const { fileTokenStore } = await import(`${built}/node/index.js`)
const store = fileTokenStore(folder)
const die = () => process.kill(process.pid, 'SIGKILL')

/** Dies before or after a function of the file system, when its first argument fits. */
function dieAt(name, when, fits) {
  const original = fs[name]
  fs[name] = async (...args) => {
    if (when === 'before' && fits(String(args[0]))) die()
    const result = await original(...args)
    if (when === 'after' && fits(String(args[0]))) die()
    return result
  }
}

const isTemporary = (path) => path.endsWith('.tmp')
const points = {
  'before the temporary file': () => dieAt('open', 'before', isTemporary),
  'before the rename': () => dieAt('rename', 'before', isTemporary),
  'after the rename': () => dieAt('rename', 'after', isTemporary),
  'before the folder is synced': () => dieAt('open', 'before', (path) => path === folder),
  'in the middle of the text': async () =>
    patchHandle('writeFile', async (handle, text) => {
      await handle.write(text.slice(0, text.length / 2))
      die()
    }),
  'before the file is synced': () => patchHandle('sync', die),
  'after the lock is made': () => dieAt('writeFile', 'after', (path) => path.endsWith('.lock')),
  'before the lock is removed': () => dieAt('rm', 'before', (path) => path.endsWith('.lock')),
}

async function patchHandle(name, replacement) {
  const handle = await fs.open(process.execPath)
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  prototype[name] = function (...args) {
    return replacement(this, ...args)
  }
}

await points[point]?.()
syncBuiltinESMExports()
process.send('ready')
for (let n = from; ; n++) {
  await store.lock('key', () =>
    store.set('key', { accessToken: `ACCESS-${n}`, refreshToken: `REFRESH-${n}`, expiresAt: n }),
  )
  process.send(n)
  // A point that was never reached proves nothing.
  if (point) process.exit(3)
}

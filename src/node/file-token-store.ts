import { rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, parse, resolve } from 'node:path'
import { parseTokens, type StoredTokens, type TokenStore } from '../auth/token-store.js'
import { describeSecret, expected, InputError } from '../errors/index.js'
import { withFileLock } from './file-lock.js'
import { makePrivateFolder, readPrivateFile, sweep, writePrivateFile } from './private-files.js'

/**
 * Keeps tokens in files, one for each account. Several processes may share them: a lock file makes
 * them renew one after another, and a write is all or nothing. Only the owner can read the folder
 * (0700, files 0600); Windows has no such modes, so choose a folder inside the user's profile
 * there. A damaged file is renamed to `….damaged`, and the client signs in again.
 *
 * @param folder - A folder for nothing else. It is created if it is missing; an existing one is
 *   made private.
 * @returns A store for the option `tokenStore`.
 * @throws InputError for an invalid path, and for a folder that contains other files.
 *
 * @example
 * ```ts
 * import { fileTokenStore } from 'wallabag-sdk/node'
 * const tokenStore = fileTokenStore('/home/me/.local/state/reading-list')
 * const auth = { clientId, clientSecret, username, password }
 * new Wallabag({ url: 'https://read.example.org', auth, tokenStore })
 * ```
 */
export function fileTokenStore(folder: string): TokenStore {
  const root = checkFolder(folder)
  const pathOf = (key: string) => join(root, `${key.replace(/[^\w-]/g, '_')}.json`)
  return {
    async get(key) {
      await makePrivateFolder(root)
      return readTokens(pathOf(key))
    },
    async set(key, tokens) {
      await makePrivateFolder(root)
      await writePrivateFile(pathOf(key), `${JSON.stringify(tokens)}\n`)
      await sweep(pathOf(key))
    },
    async delete(key) {
      await rm(pathOf(key), { force: true })
    },
    async lock(key, task) {
      await makePrivateFolder(root)
      return withFileLock(`${pathOf(key)}.lock`, task)
    },
  }
}

async function readTokens(path: string): Promise<StoredTokens | null> {
  const text = await readPrivateFile(path)
  if (text === null) return null
  const tokens = parseTokens(text)
  if (tokens) return tokens
  await rename(path, `${path}.damaged`)
  process.emitWarning(`${path} was damaged and set aside as ${path}.damaged`, 'WallabagTokenStore')
  return null
}

function checkFolder(folder: unknown): string {
  if (typeof folder !== 'string' || folder.trim() === '') {
    throw expected('invalid_option', 'folder', 'the path of a folder', describeSecret(folder))
  }
  const root = resolve(folder)
  if ([homedir(), tmpdir(), process.cwd(), parse(root).root].includes(root)) {
    throw new InputError(
      'invalid_option',
      'folder: the tokens need a private folder of their own.',
      'Pass a folder inside that one.',
    )
  }
  return root
}

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Wallabag } from 'wallabag-sdk'
import { stateFolder } from './paths.js'

/** The folder of what remembers how far long runs of a kind came. */
export function checkpointFolder(kind: 'imports' | 'restores'): string {
  return join(stateFolder(), kind)
}

/** What stands for an account in names, also where a profile was given to another user. */
export async function accountName(wallabag: Wallabag): Promise<string> {
  const { id } = await wallabag.user.get()
  return createHash('sha256')
    .update(JSON.stringify([wallabag.url, id]))
    .digest('hex')
    .slice(0, 16)
}

/**
 * The file of what remembers how far a long run came: the same for the same work of the same account, so
 * that running it again goes on; another one for any other, also where a profile was given to another
 * user. Where the work was read from is no part of it: the same rows may come by another name.
 *
 * @param kind - The folder of its kind.
 * @param work - All that makes the work what it is, piece by piece.
 */
export async function checkpointPath(
  kind: 'imports' | 'restores',
  wallabag: Wallabag,
  work: Iterable<unknown>,
): Promise<string> {
  const { id } = await wallabag.user.get()
  const name = createHash('sha256').update(JSON.stringify([wallabag.url, id]))
  for (const piece of work) name.update(JSON.stringify(piece))
  return join(checkpointFolder(kind), `${name.digest('hex').slice(0, 32)}.json`)
}

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Wallabag } from 'wallabag-sdk'
import { stateFolder } from './paths.js'

/** The folder with the checkpoints of imports or restores. */
export function checkpointFolder(kind: 'imports' | 'restores'): string {
  return join(stateFolder(), kind)
}

/**
 * Returns a hash that identifies an account in file names. It is not the name of the profile,
 * because a profile can be given to another user.
 */
export async function accountName(wallabag: Wallabag): Promise<string> {
  const { id } = await wallabag.user.get()
  return createHash('sha256')
    .update(JSON.stringify([wallabag.url, id]))
    .digest('hex')
    .slice(0, 16)
}

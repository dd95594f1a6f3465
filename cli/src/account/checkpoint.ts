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

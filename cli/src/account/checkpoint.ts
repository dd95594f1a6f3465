import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { CheckpointStore, Wallabag } from 'wallabag-sdk'
import { fileCheckpoint } from 'wallabag-sdk/node'
import { stateFolder } from './paths.js'

/**
 * What remembers how far a long run came: the same for the same work of the same account, so that
 * running it again goes on; another one for any other, also where a profile was given to another user.
 *
 * @param kind - The folder of its kind.
 * @param work - All that makes the work what it is.
 */
export async function checkpointOf(
  kind: 'imports' | 'restores',
  wallabag: Wallabag,
  work: readonly unknown[],
): Promise<CheckpointStore> {
  const { id } = await wallabag.user.get()
  const name = createHash('sha256').update(JSON.stringify([wallabag.url, id, ...work]))
  return fileCheckpoint(join(stateFolder(), kind, `${name.digest('hex').slice(0, 32)}.json`))
}

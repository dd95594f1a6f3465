import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { CheckpointStore } from 'wallabag-sdk'
import { fileCheckpoint } from 'wallabag-sdk/node'
import { type CommonOptions, usualProfile, variables } from './connect.js'
import { stateFolder } from './paths.js'

/**
 * What remembers how far a long run came: the same for the same work of the same account, so that
 * running it again goes on; another one for any other.
 *
 * @param kind - The folder of its kind.
 * @param work - All that makes the work what it is.
 */
export function checkpointOf(
  kind: 'imports' | 'restores',
  { profile }: CommonOptions,
  work: readonly unknown[],
): CheckpointStore {
  const account = profile ?? process.env[variables.username] ?? usualProfile
  const name = createHash('sha256').update(JSON.stringify([account, ...work]))
  return fileCheckpoint(join(stateFolder(), kind, `${name.digest('hex').slice(0, 32)}.json`))
}

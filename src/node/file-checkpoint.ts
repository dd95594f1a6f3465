import { rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { WallabagError } from '../errors/index.js'
import type { CheckpointData, CheckpointStore } from '../jobs/checkpoint.js'
import { readPrivateFile, sweep, writePrivateFile } from './private-files.js'
import { checkPath, makeFolder } from './system.js'

/**
 * Keeps the checkpoint of one job in a file, which each write replaces in one step.
 *
 * @param path - The path of the file; its folder is created if it is missing.
 * @returns A store for the option `checkpoint`.
 * @throws InputError for an invalid path.
 *
 * @example
 * ```ts
 * import { fileCheckpoint } from 'wallabag-sdk/node'
 * const checkpoint = fileCheckpoint('/tmp/import.checkpoint.json')
 * await wallabag.entries.saveMany(['https://example.org/a'], { checkpoint })
 * ```
 */
export function fileCheckpoint(path: string): CheckpointStore {
  checkPath('invalid_input', 'path', path)
  const file = resolve(path)
  return {
    async get() {
      // Done here and not at each write, because a job reads once and writes often.
      await sweep(file)
      const text = await readPrivateFile(file)
      return text === null ? null : parse(text, file)
    },
    async set(_key, data) {
      await makeFolder(dirname(file))
      await writePrivateFile(file, JSON.stringify(data))
    },
    async delete() {
      await rm(file, { force: true })
    },
  }
}

/**
 * Parses a checkpoint. A file that is not one may belong to the user, so it is refused and not
 * overwritten.
 */
function parse(text: string, file: string): CheckpointData {
  try {
    return JSON.parse(text)
  } catch {
    throw new WallabagError('checkpoint_mismatch', `${file} holds no checkpoint.`, {
      hint: 'Delete it to start over, or pass another path.',
    })
  }
}

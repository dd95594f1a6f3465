import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder of what remembers how far a long run came, as the XDG base directories (or Windows)
 * name it.
 */
export function stateFolder(): string {
  const { env, platform } = process
  const windows = platform === 'win32' ? env['LOCALAPPDATA'] : undefined
  return join(
    env['XDG_STATE_HOME'] || windows || join(homedir(), '.local', 'state'),
    'wallabag-cli',
  )
}

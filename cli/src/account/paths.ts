import { homedir } from 'node:os'
import { join } from 'node:path'

const own = 'wallabag-cli'

/** The folder of the profiles and tokens, as the XDG base directories (or Windows) name it. */
export function configFolder(): string {
  return folder('XDG_CONFIG_HOME', 'APPDATA', '.config')
}

/** The folder of what remembers how far a long run came. */
export function stateFolder(): string {
  return folder('XDG_STATE_HOME', 'LOCALAPPDATA', join('.local', 'state'))
}

function folder(variable: string, windowsVariable: string, usual: string): string {
  const { env, platform } = process
  const windows = platform === 'win32' ? env[windowsVariable] : undefined
  return join(env[variable] || windows || join(homedir(), usual), own)
}

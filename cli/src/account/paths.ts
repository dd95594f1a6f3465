import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { profileStore } from 'wallabag-sdk/node'
import { CliError, exit } from '../exit.js'
import { say } from '../output/streams.js'

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

/**
 * Looks at the places before anything is put there: without a home secrets would end up in whatever
 * folder one happens to be in, and a file that others can read is told, not only closed.
 *
 * @throws CliError when there is no place for them.
 */
export async function checkPlaces(): Promise<void> {
  const { XDG_CONFIG_HOME, XDG_STATE_HOME } = process.env
  const hasOwn = XDG_CONFIG_HOME && XDG_STATE_HOME
  const isWhole = [XDG_CONFIG_HOME, XDG_STATE_HOME].every((path) => !path || isAbsolute(path))
  if (!isWhole || (!hasOwn && process.platform !== 'win32' && !isAbsolute(homedir()))) {
    throw new CliError(
      'There is no place for profiles and tokens: HOME is empty or not an absolute path. ' +
        'Set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME, to whole paths.',
      exit.usage,
    )
  }
  const { file } = profileStore()
  const found = await stat(file).catch(() => null)
  if (process.platform !== 'win32' && found && (found.mode & 0o077) !== 0) {
    say(
      `${file} could be read by others; now only you can read it. It holds passwords: ` +
        'if others use this machine, change them.',
    )
  }
}

/** What to do when a file of this command cannot be written, where an error says so. */
export function remedyFor(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  const path = 'path' in error ? String(error.path) : 'A file'
  return (
    `${path} cannot be used (${error.code}). Set XDG_CONFIG_HOME (profiles, tokens) and ` +
    'XDG_STATE_HOME (what long runs remember) to folders that can be written.'
  )
}

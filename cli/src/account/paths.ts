import { access, constants, mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { isWallabagError } from 'wallabag-sdk'
import { profileStore } from 'wallabag-sdk/node'
import { CliError, exit } from '../exit.js'
import { say } from '../output/streams.js'

/** The folder for checkpoints and journals, according to the XDG base directories or Windows. */
export function stateFolder(): string {
  const { env, platform } = process
  const windows = platform === 'win32' ? env['LOCALAPPDATA'] : undefined
  return join(
    env['XDG_STATE_HOME'] || windows || join(homedir(), '.local', 'state'),
    'wallabag-cli',
  )
}

/**
 * Creates a private folder and its missing parents. The `recursive` option of Node never ends where
 * creating a folder always fails with ENOENT, for example below `/proc`.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  const around = dirname(folder)
  if (around !== folder) await makeFolder(around)
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!(await isFolder(folder))) throw error
  }
}

/** Whether a path leads to a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/**
 * Checks the places for files before anything is written. Without a home folder, secrets would be
 * written to the current folder. A profile file that others could read is reported, because
 * changing its mode alone does not tell the user that the passwords may be known.
 *
 * @throws CliError if there is no place for files.
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

/** Checks that profiles can be written, before the user is asked for anything. */
export async function checkProfileFolder(): Promise<void> {
  const folder = dirname(profileStore().file)
  await makeFolder(folder)
  await access(folder, constants.W_OK)
}

/** Returns the code of a file system error, such as `ENOSPC`, and `null` for any other error. */
export function fileErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  return String(error.code)
}

/** Returns what to do if the error says that a file of this command cannot be written. */
export function remedyFor(error: unknown): string | null {
  // A job fails if its checkpoint cannot be written.
  if (isWallabagError(error) && error.code === 'job_failed') return remedyFor(error.cause)
  const code = fileErrorCode(error)
  if (code === null) return null
  const path =
    error instanceof Error && 'path' in error
      ? String(error.path)
      : `A file below ${dirname(profileStore().file)} or ${stateFolder()}`
  return (
    `${path} cannot be used (${code}). Set XDG_CONFIG_HOME (profiles, tokens) and ` +
    'XDG_STATE_HOME (what long runs remember) to folders that can be written.'
  )
}

import { access, constants, mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { isWallabagError } from 'wallabag-sdk'
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
 * Creates a private folder and its missing parents. Node's own `recursive` never ends where creating a
 * folder always fails with ENOENT, as below `/proc`.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  const around = dirname(folder)
  if (around !== folder) await makeFolder(around)
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    // Another run may have created it since.
    if (!(await isFolder(folder))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
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

/** Looks whether profiles can be kept, before anything is asked or made for one. */
export async function checkProfileFolder(): Promise<void> {
  const folder = dirname(profileStore().file)
  await makeFolder(folder)
  await access(folder, constants.W_OK)
}

/** The code of an error of the file system, such as `ENOSPC`; `null` for any other. */
export function fileErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  return String(error.code)
}

/** What to do when a file of this command cannot be written, where an error says so. */
export function remedyFor(error: unknown): string | null {
  // A job ends by what its checkpoint cannot write.
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

import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { isObject, WallabagError } from '../errors/index.js'
import { makePrivateFolder, readPrivateFile, sweep, writePrivateFile } from './private-files.js'
import { checkPath } from './system.js'

/** One account on one server. Everything but the address and the login name is secret. */
export interface Profile {
  /** The address of the server. */
  readonly url: string
  /** The id of the API client. */
  readonly clientId: string
  /** The secret of the API client. */
  readonly clientSecret: string
  /** The login name. */
  readonly username: string
  /** The password. */
  readonly password: string
}

/** Profiles by name, in a file that only the user can read. */
export interface ProfileStore {
  /** The folder of the file. */
  readonly folder: string
  /** The path of the file. */
  readonly file: string
  /** The folder for the tokens of these accounts; pass it to `fileTokenStore`. */
  readonly tokenFolder: string
  /** The names of all profiles; none if there is no file yet. */
  names(): Promise<string[]>
  /** The profile with this name, or `null` if there is none. */
  get(name: string): Promise<Profile | null>
  /** Stores a profile, replacing one with the same name. */
  set(name: string, profile: Profile): Promise<void>
  /** Deletes a profile. */
  delete(name: string): Promise<void>
}

/**
 * The accounts that `wallabag login` stores. The command and the MCP server share them, and other
 * programs of the same user can use them too. The file is written all or nothing, and only its
 * owner can read it (0600, its folder 0700).
 *
 * @param folder - Where the profiles are (default: the folder that `wallabag login` uses,
 *   `wallabag-cli` in `$XDG_CONFIG_HOME`, `~/.config` or, on Windows, `%APPDATA%`).
 * @returns The store. Its methods throw a WallabagError with code `signed_out` if the file is
 *   damaged or cannot be read; no error shows what is in it.
 * @throws InputError for an invalid path.
 *
 * @example
 * ```ts
 * import { fileTokenStore, profileStore } from 'wallabag-sdk/node'
 * const profiles = profileStore()
 * const profile = await profiles.get('default')
 * if (profile) {
 *   const { url, ...auth } = profile
 *   new Wallabag({ url, auth, tokenStore: fileTokenStore(profiles.tokenFolder) })
 * }
 * ```
 */
export function profileStore(folder: string = usualFolder()): ProfileStore {
  checkPath('invalid_option', 'folder', folder)
  const root = resolve(folder)
  const file = join(root, 'profiles.json')
  const write = async (profiles: Profiles) => {
    await makePrivateFolder(root)
    await writePrivateFile(file, `${JSON.stringify(profiles, null, 2)}\n`)
    await sweep(file)
  }
  return {
    folder: root,
    file,
    tokenFolder: join(root, 'tokens'),
    names: async () => Object.keys(await readProfiles(file)),
    async get(name) {
      const profiles = await readProfiles(file)
      return Object.hasOwn(profiles, name) ? (profiles[name] ?? null) : null
    },
    set: async (name, profile) => write({ ...(await readProfiles(file)), [name]: profile }),
    async delete(name) {
      const { [name]: _, ...others } = await readProfiles(file)
      await write(others)
    },
  }
}

type Profiles = Readonly<Record<string, Profile>>

function usualFolder(): string {
  const { env, platform } = process
  const windows = platform === 'win32' ? env['APPDATA'] : undefined
  return join(env['XDG_CONFIG_HOME'] || windows || join(homedir(), '.config'), 'wallabag-cli')
}

async function readProfiles(file: string): Promise<Profiles> {
  const text = await readPrivateFile(file).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new WallabagError('signed_out', `The profiles cannot be read from ${file}: ${why}.`, {
      hint: 'Make the file readable for your user alone, or delete it and log in again.',
    })
  })
  const profiles = text === null ? {} : parsed(text)
  if (profiles) return profiles
  // The text is not shown, because it contains secrets.
  throw new WallabagError('signed_out', `${file} is damaged.`, {
    hint: 'Delete it and log in again.',
  })
}

function parsed(text: string): Profiles | null {
  try {
    const value: unknown = JSON.parse(text)
    return isProfiles(value) ? value : null
  } catch {
    return null
  }
}

function isProfiles(value: unknown): value is Profiles {
  return isObject(value) && Object.values(value).every(isProfile)
}

function isProfile(value: unknown): value is Profile {
  if (!isObject(value)) return false
  const fields = ['url', 'clientId', 'clientSecret', 'username', 'password']
  return fields.every((field) => typeof Reflect.get(value, field) === 'string')
}

import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError, exit } from '../exit.js'
import { configFolder } from './paths.js'

/** One account on one server; all but the address and the name is secret. */
export interface Profile {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  readonly username: string
  readonly password: string
}

type Profiles = Readonly<Record<string, Profile>>

/** Where the profiles are kept. */
export function profilesFile(): string {
  return join(configFolder(), 'profiles.json')
}

/** Reads a profile; `null` when there is none of this name. */
export async function readProfile(name: string): Promise<Profile | null> {
  const profiles = await readProfiles()
  return Object.hasOwn(profiles, name) ? (profiles[name] ?? null) : null
}

/** The names of all profiles. */
export async function profileNames(): Promise<string[]> {
  return Object.keys(await readProfiles())
}

/** Keeps a profile. */
export async function keepProfile(name: string, profile: Profile): Promise<void> {
  await writeProfiles({ ...(await readProfiles()), [name]: profile })
}

/** Forgets a profile. */
export async function forgetProfile(name: string): Promise<void> {
  const { [name]: _, ...others } = await readProfiles()
  await writeProfiles(others)
}

async function readProfiles(): Promise<Profiles> {
  const text = await readFile(profilesFile(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw new CliError(`${profilesFile()} cannot be read (${error.code}).`)
  })
  const profiles = parsed(text)
  // What is wrong with it is not shown: it holds secrets.
  if (profiles === null) {
    throw new CliError(`${profilesFile()} is damaged. Delete it and log in again.`, exit.signIn)
  }
  return profiles
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
  return typeof value === 'object' && value !== null && Object.values(value).every(isProfile)
}

function isProfile(value: unknown): value is Profile {
  if (typeof value !== 'object' || value === null) return false
  const fields = ['url', 'clientId', 'clientSecret', 'username', 'password']
  return fields.every((field) => typeof Reflect.get(value, field) === 'string')
}

/** Whole or not at all, and readable by nobody else from its first byte on. */
async function writeProfiles(profiles: Profiles): Promise<void> {
  const file = profilesFile()
  await mkdir(configFolder(), { recursive: true, mode: 0o700 })
  await chmod(configFolder(), 0o700)
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(profiles, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

import { InputError } from './errors/index.js'
import type { WallabagOptions } from './options.js'

const names = ['URL', 'CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD']

/** The options of a client whose server and account are told by the environment. */
export function optionsFromEnv(options: Partial<WallabagOptions>): WallabagOptions {
  const env = environment()
  const missing = names.map((name) => `WALLABAG_${name}`).filter((name) => !env[name])
  if (missing.length > 0) {
    throw new InputError('invalid_option', `The environment lacks ${missing.join(', ')}.`)
  }
  const read = (name: string) => env[`WALLABAG_${name}`] ?? ''
  return {
    url: read('URL'),
    auth: {
      clientId: read('CLIENT_ID'),
      clientSecret: read('CLIENT_SECRET'),
      username: read('USERNAME'),
      password: read('PASSWORD'),
    },
    ...options,
  }
}

function environment(): Record<string, string | undefined> {
  const runtime: { process?: { env?: Record<string, string | undefined> } } = globalThis
  return runtime.process?.env ?? {}
}

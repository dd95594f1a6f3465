import { isWallabagError } from 'wallabag-sdk'

/** The exit codes, as `docs/cli.md` lists them. */
export const exit = {
  done: 0,
  failed: 1,
  usage: 2,
  signIn: 3,
  unreachable: 4,
  interrupted: 130,
} as const

/** An error that the user can fix. Only its message is shown. */
export class CliError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exit.failed) {
    super(message)
    this.exitCode = exitCode
  }
}

const usage = new Set(['invalid_option', 'invalid_input', 'invalid_filter', 'unsupported'])
const signIn = new Set([
  'bad_credentials',
  'bad_client',
  'refresh_expired',
  'token_revoked',
  'signed_out',
])
const unreachable = new Set([
  'network',
  'timeout',
  'not_json',
  'not_wallabag',
  'redirected',
  'rate_limited',
  'server_error',
])

/** Returns the exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode
  if (!isWallabagError(error)) return exit.failed
  const code: string = error.code
  // A job that failed did so because of the error that caused it.
  if (code === 'job_failed' && error.cause) return exitCodeOf(error.cause)
  if (usage.has(code)) return exit.usage
  if (signIn.has(code)) return exit.signIn
  if (unreachable.has(code)) return exit.unreachable
  return exit.failed
}

import type { WallabagError } from '../errors/index.js'

/** What can be wrong. New codes may be added in minor versions. */
export type FindingCode =
  | 'host_not_found'
  | 'connection_refused'
  | 'certificate_refused'
  | 'no_https'
  | 'no_answer'
  | 'unreachable'
  | 'https_wanted'
  | 'moved'
  | 'sign_on_page'
  | 'proxy_login'
  | 'proxy_refuses'
  | 'rate_limited'
  | 'server_down'
  | 'wrong_path'
  | 'not_wallabag'
  | 'wrong_client'
  | 'wrong_password'
  | 'refresh_token_dead'
  | 'signed_out'
  | 'token_not_seen'
  | 'token_refused'
  | 'sign_in_failed'
  | 'clock_off'
  | 'plain_http'

/** One thing that is wrong, in words for a person. */
export interface Finding {
  /** What it is, for programs. */
  readonly code: FindingCode
  /** `problem` when nothing works with it, `warning` when it will hurt one day. */
  readonly severity: 'problem' | 'warning'
  /** What was found, in a sentence. */
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
}

/** What `diagnose` found. */
export interface Diagnosis {
  /** Whether there is no problem; there may be warnings. */
  readonly ok: boolean
  /** The version of the server, or `null` when no Wallabag was found. */
  readonly version: string | null
  /** The login name of the account, or `null` when signing in failed. */
  readonly user: string | null
  /** What is wrong, the most fundamental first; empty when all is well. */
  readonly findings: readonly Finding[]
}

/** A finding with which nothing works. */
export function problem(code: FindingCode, message: string, remedy: string): Finding {
  return { code, severity: 'problem', message, remedy }
}

/** A finding that will hurt one day. */
export function warning(code: FindingCode, message: string, remedy: string): Finding {
  return { code, severity: 'warning', message, remedy }
}

/** What an error says without its hint, which becomes the remedy. */
export function saidBy({ message, hint }: WallabagError): string {
  return hint ? message.slice(0, -hint.length).trim() : message
}

import { parseArgs } from 'node:util'

/** All tools, in the order in which they are listed. */
export const toolNames = [
  'find',
  'read',
  'save',
  'change',
  'tag',
  'notes',
  'export',
  'delete',
  'status',
] as const

export type ToolName = (typeof toolNames)[number]

/** What the user who starts the server allows, and the account to use. */
export interface Settings {
  /** The profile of `wallabag login`; `null` for the environment or the default profile. */
  readonly profile: string | null
  /** Whether nothing may be changed, on the server or on this machine. */
  readonly readOnly: boolean
  /** The tools that are offered; `null` for all. */
  readonly tools: readonly ToolName[] | null
  /** Whether entries, tags and annotations may be deleted. */
  readonly allowDelete: boolean
  /** Whether addresses in private networks may be saved. */
  readonly allowPrivate: boolean
  /** The folder for exported files; `null` if exports are not allowed. */
  readonly exportFolder: string | null
}

/** The parsed command line. */
export interface Command {
  /** What to do: print the help or the version, run the checks, or serve. */
  readonly run: 'help' | 'version' | 'doctor' | 'stdio' | 'http'
  /** The port for `http`. */
  readonly port: number
  readonly settings: Settings
}

/** An error in the command line, the login or the folder. Only its message is shown. */
export class StartError extends Error {}

/** The port if none is given. */
const usualPort = 8722

/**
 * Reads the command line.
 *
 * @param words - The arguments.
 * @throws StartError for arguments that are not valid.
 */
export function readCommand(words: readonly string[]): Command {
  const { values, positionals } = parsed(words)
  const [task, ...rest] = positionals
  if (rest.length > 0 || (task !== undefined && task !== 'doctor')) {
    throw new StartError(`There is no “${positionals.join(' ')}”. See wallabag-mcp --help.`)
  }
  return {
    run: runOf(values, task),
    port: portOf(values.port),
    settings: {
      profile: values.profile ?? null,
      readOnly: values['read-only'] ?? false,
      tools: values.tools === undefined ? null : toolsOf(values.tools),
      allowDelete: values['allow-delete'] ?? false,
      allowPrivate: values['allow-private'] ?? false,
      exportFolder: values['export-to'] ?? null,
    },
  }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        profile: { type: 'string' },
        'read-only': { type: 'boolean' },
        tools: { type: 'string' },
        'allow-delete': { type: 'boolean' },
        'allow-private': { type: 'boolean' },
        'export-to': { type: 'string' },
        http: { type: 'boolean' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'V' },
      },
    })
  } catch (error) {
    // Node's message names the option, but not the value that was typed for it.
    const [what] = String(error instanceof Error ? error.message : error).split(/\. To |\.?\n/)
    throw new StartError(`${what}. See wallabag-mcp --help.`)
  }
}

function runOf(
  values: { help?: boolean; version?: boolean; http?: boolean },
  task: string | undefined,
): Command['run'] {
  if (values.help) return 'help'
  if (values.version) return 'version'
  if (task === 'doctor') return 'doctor'
  return values.http ? 'http' : 'stdio'
}

function portOf(given: string | undefined): number {
  if (given === undefined) return usualPort
  const port = Number(given)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new StartError(`--port: expected a number up to 65535, received “${given}”.`)
}

function toolsOf(given: string): ToolName[] {
  return given.split(',').map((word) => {
    const name = toolNames.find((known) => known === word.trim())
    if (name) return name
    throw new StartError(`--tools: there is no “${word.trim()}”, but ${toolNames.join(', ')}.`)
  })
}

/** The output of `--help`. */
export const help = `wallabag-mcp: gives an assistant access to a Wallabag library through the Model Context Protocol.

Usage:
  wallabag-mcp [options]            serve over standard input and output
  wallabag-mcp --http [options]     serve over HTTP on this machine (WALLABAG_MCP_TOKEN is its bearer token)
  wallabag-mcp doctor [options]     check login, server and options

Options:
  --profile NAME     a profile of “wallabag login” (otherwise the five WALLABAG_… variables, or “default”)
  --read-only        offer only tools that change nothing
  --tools A,B        offer only these tools: ${toolNames.join(', ')}
  --allow-delete     allow deleting entries, tags and annotations
  --allow-private    allow saving addresses in private networks
  --export-to DIR    allow exporting articles to files in this folder
  --port N           the port of --http (${usualPort})
  -h, --help         show this help
  -V, --version      show the version`

import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { profileStore } from 'wallabag-sdk/node'
import { type CommonOptions, withClient } from '../account/connect.js'
import { makeFolder, stateFolder } from '../account/paths.js'
import { CliError, exit } from '../exit.js'
import { dateRules } from '../importers/plan.js'
import { services } from '../importers/services.js'
import { print } from '../output/streams.js'
import { cleanLine } from '../output/text.js'
import { formats } from './export.js'
import { orders } from './list.js'

/** A command with the words that may follow it. */
interface Branch {
  /** The words of the command, such as `tag add`. */
  readonly path: string
  readonly description: string
  readonly commands: readonly string[]
  readonly options: readonly { readonly flag: string; readonly description: string }[]
}

const shells: Readonly<Record<string, (branches: readonly Branch[]) => string>> = {
  bash,
  zsh,
  fish,
}

/**
 * The fixed values of options and of arguments. An argument is named by the command and its last
 * word again.
 */
const values: Readonly<Record<string, readonly string[]>> = {
  'list --sort': orders,
  'stats --by': ['month', 'domain', 'tag', 'reading-time'],
  'export --format': formats,
  'backup --format': ['jsonl', 'netscape'],
  'import --dates': dateRules,
  'import --highlights': ['annotations', 'report', 'none'],
  'import import': services,
  'completion completion': Object.keys(shells),
}

/** The options and arguments whose values are the tags of the server or the stored profiles. */
const asked = {
  tags: [
    '--tag',
    '--into',
    'tag add',
    'tag remove',
    'tag set',
    'tag rename',
    'tag merge',
    'tag delete',
  ],
  profiles: ['--profile'],
} as const

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a script that lets a shell complete commands and options')
    .argument(
      '<shell>',
      `${Object.keys(shells).join(', ')}; or tags, profiles: what the shell asks for`,
    )
    .addHelpText('after', examples)
    .action(async (shell: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>()
      if (shell === 'tags') for (const label of await knownTags(options)) print(cleanLine(label))
      else if (shell === 'profiles') for (const name of await profileStore().names()) print(name)
      else print(scriptFor(shell, program))
    })
}

function scriptFor(shell: string, program: Command): string {
  const write = Object.hasOwn(shells, shell) ? shells[shell] : undefined
  if (write) return write(branchesOf(program, ''))
  throw new CliError(`Completion is available for ${Object.keys(shells).join(', ')}.`, exit.usage)
}

/** How long the stored labels are used, in milliseconds. */
const staleAfter = 10 * 60_000

/**
 * Returns the labels of the server. They are stored for a while, because a shell asks at every key
 * press.
 */
async function knownTags(options: CommonOptions): Promise<string[]> {
  const name = createHash('sha256').update(
    JSON.stringify([options.profile, process.env['WALLABAG_URL']]),
  )
  const file = join(stateFolder(), 'completion', `${name.digest('hex').slice(0, 32)}.txt`)
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  )
  if (age < staleAfter) return (await readFile(file, 'utf8')).split('\n').filter(Boolean)
  return withClient(options, async (wallabag) => {
    const labels = (await wallabag.tags.list({ totalTimeout: 3000 })).map(({ label }) => label)
    await makeFolder(dirname(file))
    await writeFile(file, labels.join('\n'), { mode: 0o600 })
    return labels
  })
}

function branchesOf(command: Command, path: string): Branch[] {
  const own = {
    path,
    description: command.description(),
    commands: command.commands.map((child) => child.name()),
    options: command.options.map(({ long, description }) => ({ flag: long ?? '', description })),
  }
  const below = command.commands.flatMap((child) =>
    branchesOf(child, `${path} ${child.name()}`.trim()),
  )
  return [own, ...below]
}

function words({ commands, options }: Branch): string {
  return [...commands, ...options.map(({ flag }) => flag)].join(' ')
}

/**
 * The script finds the command from the words that are commands. The word before the cursor decides
 * whether a value is expected. If no word matches, the shell completes file names, also those with
 * spaces.
 */
function bash(branches: readonly Branch[]): string {
  const cases = branches.map((branch) => `    '${branch.path}') words='${words(branch)}' ;;`)
  const wanted = Object.entries(values).map(
    ([place, some]) => `    '${place}') words='${some.join(' ')}' ;;`,
  )
  const dynamic = Object.entries(asked).flatMap(([what, places]) => {
    const patterns = places.map((place) =>
      place.startsWith('--') ? `*' ${place}'` : `'${place} ${place.split(' ')[1]}'`,
    )
    return [`    ${patterns.join('|')}) list="$(wallabag completion ${what} 2>/dev/null)" ;;`]
  })
  return `_wallabag() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' words='' list='' word IFS=$' \\t\\n'
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
${branches
  .slice(1)
  .map(({ path }) => `      '${path}') path='${path}' ;;`)
  .join('\n')}
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  case "$path $before" in
${[...wanted, ...dynamic].join('\n')}
  esac
  if [ -n "$list" ]; then
    IFS=$'\\n'
    COMPREPLY=($(compgen -W "$list" -- "$current"))
    COMPREPLY=("\${COMPREPLY[@]// /\\\\ }")
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o default -F _wallabag wallabag`
}

/** zsh can run the script for bash. */
function zsh(branches: readonly Branch[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(branches)}`
}

function fish(branches: readonly Branch[]): string {
  const lines = branches.flatMap(({ path, commands, options }) => {
    const names = path === '' ? [] : path.split(' ')
    const not =
      commands.length > 0 ? `; and not __fish_seen_subcommand_from ${commands.join(' ')}` : ''
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ')
    const condition = names.length === 0 ? `true${not}` : `${seen}${not}`
    return [
      ...branches
        .filter((branch) => commands.some((name) => branch.path === `${path} ${name}`.trim()))
        .map((branch) =>
          line(condition, `-f -a ${branch.path.split(' ').at(-1)}`, branch.description),
        ),
      ...options.map(({ flag, description }) =>
        line(condition, `-l ${flag.slice(2)}${afterOption(path, flag)}`, description),
      ),
      ...(argumentOf(path) ? [line(condition, argumentOf(path), 'what follows')] : []),
    ]
  })
  return lines.join('\n')
}

/** Returns what fish completes after an option. */
function afterOption(path: string, flag: string): string {
  const list = valuesFor(`${path} ${flag}`, flag)
  return list === null ? '' : ` -x -a "${list}"`
}

/** Returns what fish completes after a command. */
function argumentOf(path: string): string {
  const list = valuesFor(`${path} ${path}`, path)
  return list === null ? '' : `-a "${list}"`
}

/** Returns the fixed values of a place, or the command that prints them. */
function valuesFor(place: string, word: string): string | null {
  const fixed = values[place]
  if (fixed) return fixed.join(' ')
  const [what] =
    Object.entries(asked).find(([, places]) => places.some((one) => one === word)) ?? []
  return what ? `(wallabag completion ${what} 2>/dev/null)` : null
}

function line(condition: string, what: string, description: string): string {
  const quoted = description.replaceAll("'", '’')
  return `complete -c wallabag -n '${condition}' ${what} -d '${quoted}'`
}

const examples = `
Examples:
  wallabag completion bash >> ~/.bashrc
  wallabag completion zsh >> ~/.zshrc
  wallabag completion fish > ~/.config/fish/completions/wallabag.fish`

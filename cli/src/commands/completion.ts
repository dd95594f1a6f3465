import type { Command } from 'commander'
import { CliError, exit } from '../exit.js'
import { print } from '../output/streams.js'

/** One command with the words that may follow it. */
interface Branch {
  /** The words that lead to it, such as `tag add`. */
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

/** Adds `completion`. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print what lets a shell complete commands and options')
    .argument('<shell>', Object.keys(shells).join(', '))
    .addHelpText('after', examples)
    .action((shell: string) => {
      const write = Object.hasOwn(shells, shell) ? shells[shell] : undefined
      if (!write)
        throw new CliError(`There is completion for ${Object.keys(shells).join(', ')}.`, exit.usage)
      print(write(branchesOf(program, '')))
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
 * The words that are commands, one after another, say which branch the line is on. Where no word fits,
 * the shell itself completes files, blanks in their names included.
 */
function bash(branches: readonly Branch[]): string {
  const cases = branches.map((branch) => `    '${branch.path}') words='${words(branch)}' ;;`)
  return `_wallabag() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' words='' word
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
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _wallabag wallabag`
}

/** zsh takes bash's completion as it is. */
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
        line(condition, `-l ${flag.slice(2)}`, description),
      ),
    ]
  })
  return lines.join('\n')
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

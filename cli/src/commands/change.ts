import type { Command } from 'commander'
import type { Job, JobOptions, Target, Wallabag } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { runJob, setExitCode } from '../job.js'
import { askWhether } from '../output/ask.js'
import { say } from '../output/streams.js'
import { plural } from '../output/text.js'
import { findTargets, nameOf, type TargetOptions, withTargets } from '../targets/targets.js'

/** The options of every command that changes entries. */
export interface ChangeOptions extends CommonOptions, TargetOptions {
  readonly dryRun?: true
  readonly yes?: true
}

/** A change of many entries. */
export interface Change {
  /** What goes on, as in “Archiving”. */
  readonly label: string
  /** What is done, as in “archive”. */
  readonly verb: string
  /** Starts it. */
  readonly start: (
    wallabag: Wallabag,
    targets: Target[],
    options: JobOptions<Target>,
  ) => Job<Target>
  /** Asks before more than ten entries are changed. */
  readonly isDangerous?: boolean
}

/** How many entries may be deleted without a question. */
const harmless = 10

/** Adds the options of every command that changes entries. */
export function withChange(command: Command): Command {
  return withTargets(command).option('--dry-run', 'only say what would be done')
}

/** Makes a change, or says what it would change. */
export async function change(
  words: readonly string[],
  options: ChangeOptions,
  { label, verb, start, isDangerous = false }: Change,
): Promise<void> {
  await withClient(options, async (wallabag) => {
    const targets = await findTargets(wallabag, words, options)
    if (targets.length === 0) return say('Nothing fits.')
    if (isDangerous && !options.dryRun) await confirm(verb, targets.length, options)
    const names = new Map(targets.map((target) => [target, nameOf(target)]))
    const report = await runJob<Target>(
      (job) => start(wallabag, targets, { ...job, dryRun: options.dryRun }),
      {
        label: options.dryRun ? 'Looking' : label,
        name: (target) => nameOfTarget(target, names),
        line: ({ input, reason }) =>
          reason === 'dry-run' ? `${verb}\t${nameOfTarget(input, names)}` : null,
        resume: 'Run the same command again; what is done stays done.',
      },
    )
    setExitCode(report)
  })
}

function nameOfTarget(target: Target, names: ReadonlyMap<unknown, string>): string {
  return names.get(target) ?? (typeof target === 'object' ? String(target.id) : String(target))
}

async function confirm(verb: string, count: number, { yes }: ChangeOptions): Promise<void> {
  if (yes || count <= harmless) return
  if (await askWhether(`Really ${verb} ${plural(count, 'entry', 'entries')}? There is no undo.`))
    return
  throw new CliError(
    `Nothing was done. To ${verb} more than ${harmless} entries without a question, add --yes.`,
    exit.usage,
  )
}

/** Adds `archive`, `star` and `delete`. */
export function addChangeCommands(program: Command): void {
  withChange(program.command('archive').description('archive entries'))
    .option('--undo', 'make them unread again')
    .addHelpText('after', archiveExamples)
    .action((words: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ChangeOptions & { undo?: true }>()
      return change(words, options, flag('archived', options.undo, 'Archiving', 'archive'))
    })
  withChange(program.command('star').description('star entries'))
    .option('--undo', 'take the star away')
    .addHelpText('after', starExamples)
    .action((words: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ChangeOptions & { undo?: true }>()
      return change(words, options, flag('starred', options.undo, 'Starring', 'star'))
    })
  withChange(program.command('delete').description('delete entries; there is no undo'))
    .option('--yes', `delete more than ${harmless} without a question`)
    .addHelpText('after', deleteExamples)
    .action((words: string[], _: unknown, command: Command) =>
      change(words, command.optsWithGlobals(), {
        label: 'Deleting',
        verb: 'delete',
        start: (wallabag, targets, options) => wallabag.entries.deleteMany(targets, options),
        isDangerous: true,
      }),
    )
}

function flag(
  field: 'archived' | 'starred',
  undo: true | undefined,
  label: string,
  verb: string,
): Change {
  return {
    label: undo ? `Un${label.toLowerCase()}` : label,
    verb: undo ? `un${verb}` : verb,
    start: (wallabag, targets, options) =>
      wallabag.entries.updateMany(targets, { [field]: !undo }, options),
  }
}

const archiveExamples = `
Examples:
  wallabag archive 12 https://example.org/article
  wallabag archive --unread --older-than 180d --dry-run
  wallabag archive --undo --tag later`

const starExamples = `
Examples:
  wallabag star 12
  wallabag list --urls --tag best | wallabag star -`

const deleteExamples = `
Examples:
  wallabag delete 12 13
  wallabag delete --archived --older-than 2y --dry-run`

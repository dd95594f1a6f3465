import type { Command } from 'commander'
import {
  type EntrySummary,
  isWallabagError,
  type Job,
  type JobOptions,
  type Target,
  type Wallabag,
} from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { fileErrorCode, stateFolder } from '../account/paths.js'
import { CliError, exit } from '../exit.js'
import { runJob } from '../job.js'
import { type Deed, Journal } from '../journal/journal.js'
import { askWhether } from '../output/ask.js'
import { messageOf } from '../output/error.js'
import { print, say } from '../output/streams.js'
import { plural } from '../output/text.js'
import { findMeant, nameOf, type TargetOptions, withTargets } from '../targets/targets.js'

/** The options of every command that changes entries. */
export interface ChangeOptions extends CommonOptions, TargetOptions {
  readonly dryRun?: true
  readonly yes?: true
  /** Whether the state before the change is recorded so that it can be undone. */
  readonly journal: boolean
}

/** A change to many entries. */
export interface Change {
  /** The label of the progress, such as “Archiving”. */
  readonly label: string
  /** The verb for messages, such as “archive”. */
  readonly verb: string
  /** What is recorded for undo. */
  readonly deed: Deed
  /** Starts the job. */
  readonly start: (
    wallabag: Wallabag,
    targets: EntrySummary[],
    options: JobOptions<Target>,
  ) => Job<Target>
  /** Whether an entry needs the change (default: all do). */
  readonly differs?: (entry: EntrySummary) => boolean
  /** Describes entries that do not need the change, such as “archived”. */
  readonly already?: string
  /** Asks even for a few entries, because the change loses something. */
  readonly asksAlways?: boolean
}

/** How many entries are changed without asking. */
const harmless = 10

/** Adds the options of every command that changes entries. */
export function withChange(command: Command): Command {
  return withAgreement(withTargets(command))
}

/** Adds the options of every command that asks before it changes something. */
export function withAgreement(command: Command): Command {
  return command
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'do not ask for confirmation')
    .option('--no-journal', 'record nothing for undo')
}

/** Changes the entries that the arguments select, or says what it would change. */
export async function change(
  words: readonly string[],
  options: ChangeOptions,
  spec: Change,
): Promise<void> {
  await withClient(options, async (wallabag) => {
    const found = await findMeant(wallabag, words, options)
    if (found.length === 0 && process.exitCode === undefined) say('No entry matches.')
    const entries = found.filter(spec.differs ?? (() => true))
    const already = found.length - entries.length
    if (already > 0) {
      say(`${plural(already, 'entry is', 'entries are')} ${spec.already ?? 'so'} already.`)
    }
    if (entries.length > 0) await changeEntries(wallabag, entries, options, spec)
  })
}

/** Changes the given entries after asking if necessary. */
export async function changeEntries(
  wallabag: Wallabag,
  entries: readonly EntrySummary[],
  options: ChangeOptions,
  spec: Change,
): Promise<void> {
  const { label, verb, deed, start, asksAlways = false } = spec
  if (options.dryRun) {
    for (const entry of entries) print(`${verb}\t${nameOf(entry)}`)
    return say(`${entries.length} to do; nothing was changed.`)
  }
  await agree(verb, entries, options, asksAlways)
  const kept = options.journal ? await keep(wallabag, verb, entries, deed) : entries
  if (kept.length === 0) return
  const names = new Map<number, string>(kept.map((entry) => [entry.id, nameOf(entry)]))
  await runJob<Target>((job) => start(wallabag, [...kept], job), {
    label,
    total: kept.length,
    name: (target) => (typeof target === 'object' ? (names.get(target.id) ?? '') : String(target)),
    resume: 'Run the same command again; what is done stays done.',
  })
}

const shownTitles = 10

/**
 * Asks before many or all entries are changed, or something would be lost.
 *
 * @throws CliError if the answer is no, or there is no terminal to ask on.
 */
export async function agree(
  verb: string,
  entries: readonly EntrySummary[],
  { yes, all, journal }: Pick<ChangeOptions, 'yes' | 'all' | 'journal'>,
  asksAlways = false,
): Promise<void> {
  if (yes || (!asksAlways && !all && entries.length <= harmless)) return
  for (const entry of entries.slice(0, shownTitles)) say(`  ${nameOf(entry)}`)
  const more = entries.length - shownTitles
  if (more > 0) say(`  … and ${more} more`)
  const count = plural(entries.length, 'entry', 'entries')
  const undo = journal ? '' : ' There will be no undo.'
  if (await askWhether(`Really ${verb} ${count}?${undo}`)) return
  throw new CliError(`Nothing was done. To ${verb} ${count} without asking, add --yes.`, exit.usage)
}

/**
 * Records the entries before they are changed. A record that was written along with the outcomes
 * would miss changes of a process that was killed.
 *
 * @returns The recorded entries. An entry that cannot be read completely is not deleted.
 */
export async function keep(
  wallabag: Wallabag,
  command: string,
  entries: readonly EntrySummary[],
  deed: Deed,
): Promise<readonly EntrySummary[]> {
  try {
    return await written(wallabag, await Journal.begin(wallabag, command, deed), entries, deed)
  } catch (error) {
    const code = fileErrorCode(error)
    if (code === null) throw error
    throw new CliError(
      `Nothing was done: the journal for undo cannot be written below ${stateFolder()} (${code}). ` +
        'Set XDG_STATE_HOME to a folder that can be written, or add --no-journal.',
    )
  }
}

async function written(
  wallabag: Wallabag,
  journal: Journal,
  entries: readonly EntrySummary[],
  deed: Deed,
): Promise<readonly EntrySummary[]> {
  const kept: EntrySummary[] = []
  try {
    for (const entry of entries) {
      if (deed.field !== 'deleted') await journal.change(entry)
      else if (!(await keepWhole(wallabag, journal, entry))) continue
      kept.push(entry)
    }
  } catch (error) {
    await journal.discard()
    throw error
  }
  await journal.end()
  return kept
}

async function keepWhole(
  wallabag: Wallabag,
  journal: Journal,
  entry: EntrySummary,
): Promise<boolean> {
  try {
    await journal.delete(await wallabag.entries.get(entry.id))
    return true
  } catch (error) {
    if (!isWallabagError(error)) throw error
    if (error.code === 'not_found_entry') return true
    say(
      `Failed: ${nameOf(entry)}: it cannot be recorded for undo (${messageOf(error)}). To go on without undo, add --no-journal.`,
    )
    process.exitCode = exit.failed
    return false
  }
}

export function addChangeCommands(program: Command): void {
  addFlag(program, 'archive', 'archived', 'Archiving', 'mark them unread again', archiveExamples)
  addFlag(program, 'star', 'starred', 'Starring', 'remove the star', starExamples)
  withChange(program.command('delete').description('delete entries'))
    .addHelpText('after', deleteExamples)
    .action((words: string[], _: unknown, command: Command) =>
      change(words, command.optsWithGlobals(), {
        label: 'Deleting',
        verb: 'delete',
        deed: { field: 'deleted' },
        start: (wallabag, targets, options) => wallabag.entries.deleteMany(targets, options),
      }),
    )
}

function addFlag(
  program: Command,
  verb: 'archive' | 'star',
  field: 'archived' | 'starred',
  label: string,
  undoing: string,
  examples: string,
): void {
  const spec = (to: boolean): Change => ({
    label: to ? label : `Un${label.toLowerCase()}`,
    verb: to ? verb : `un${verb}`,
    deed: { field, to },
    differs: (entry) => entry[field] !== to,
    already: to ? field : `un${field}`,
    start: (wallabag, targets, options) =>
      wallabag.entries.updateMany(targets, { [field]: to }, options),
  })
  withChange(program.command(verb).description(`${verb} entries`))
    .option('--undo', undoing)
    .addHelpText('after', examples)
    .action((words: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ChangeOptions & { undo?: true }>()
      return change(words, options, spec(!options.undo))
    })
  withChange(program.command(`un${verb}`).description(`the same as ${verb} --undo`))
    .addHelpText('after', examples)
    .action((words: string[], _: unknown, command: Command) =>
      change(words, command.optsWithGlobals(), spec(false)),
    )
}

const archiveExamples = `
Examples:
  wallabag archive 12 https://example.org/article
  wallabag archive --unread --older-than 180d --dry-run
  wallabag unarchive --tag later`

const starExamples = `
Examples:
  wallabag star 12
  wallabag list --urls --tag best | wallabag star -`

const deleteExamples = `
Examples:
  wallabag delete 12 13
  wallabag delete --archived --older-than 2y --dry-run`

import type { Command } from 'commander'
import type { Wallabag } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { forget, type KeptJournal, keptJournals } from '../journal/journal.js'
import { takeBack } from '../journal/take-back.js'
import { askToBegin } from '../output/ask.js'
import { say } from '../output/streams.js'
import { printTable } from '../output/table.js'
import { cleanLine, plural } from '../output/text.js'

interface UndoOptions extends CommonOptions {
  readonly dryRun?: true
  readonly yes?: true
}

/** How many changes are listed. */
const shown = 10

export function addUndoCommand(program: Command): void {
  program
    .command('undo')
    .description('list the last changes, or undo one')
    .argument('[number]', 'the number of a change, 1 for the last')
    .option('--dry-run', 'only show what would be undone')
    .option('--yes', 'do not ask for confirmation')
    .addHelpText('after', help)
    .action((number: string | undefined, _: unknown, command: Command) =>
      undo(number, command.optsWithGlobals()),
    )
}

async function undo(number: string | undefined, options: UndoOptions): Promise<void> {
  await withClient(options, async (wallabag) => {
    const journals = await keptJournals(wallabag)
    if (journals.length === 0) {
      say('There is nothing to undo.')
      if (number !== undefined) process.exitCode = exit.failed
    } else if (number === undefined) list(journals)
    else await undoOne(wallabag, journals[Number(number) - 1], number, options)
  })
}

function list(journals: readonly KeptJournal[]): void {
  const rows = journals
    .slice(0, shown)
    .map((journal, index) => [
      String(index + 1),
      new Date(journal.head.at).toLocaleString('sv').slice(0, 16),
      journal.head.command,
      plural(journal.entries.length, 'entry', 'entries'),
      titlesOf(journal),
    ])
  printTable(['number', 'when', 'command', 'of', 'which'], rows, 4)
  say('To undo one: wallabag undo NUMBER')
}

async function undoOne(
  wallabag: Wallabag,
  journal: KeptJournal | undefined,
  number: string,
  options: UndoOptions,
): Promise<void> {
  if (!journal) throw new CliError(`There is no change number ${number} to undo.`, exit.usage)
  const { head, entries } = journal
  say(`${head.command}: ${plural(entries.length, 'entry', 'entries')}, ${titlesOf(journal)}`)
  if (options.dryRun) return say('Nothing was changed.')
  await askToBegin('Undo this change?', options)
  await takeBack(wallabag, journal)
  if (process.exitCode === undefined) await forget(journal)
}

function titlesOf({ entries }: KeptJournal): string {
  const titles = entries.slice(0, 3).map(({ id, title }) => cleanLine(title ?? `entry ${id}`))
  return entries.length > 3 ? `${titles.join(', ')}, …` : titles.join(', ')
}

const help = `
Changes by archive, star, tag and delete are kept for 30 days in your state
folder, unless --no-journal was given. A deleted entry comes back with its
content, tags and annotations, but with a new id.

Examples:
  wallabag undo
  wallabag undo 1`

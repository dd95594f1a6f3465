import type { Command } from 'commander'
import { type ExportFormat, isWallabagError, type Target } from 'wallabag-sdk'
import { folderSink } from 'wallabag-sdk/node'
import { type CommonOptions, withClient } from '../account/connect.js'
import { fileErrorCode } from '../account/paths.js'
import { CliError, exit } from '../exit.js'
import { runJob } from '../job.js'
import { cleanLine } from '../output/text.js'
import { findTargets, nameOf, type TargetOptions, withTargets } from '../targets/targets.js'

interface ExportCommandOptions extends CommonOptions, TargetOptions {
  readonly format?: string
  readonly to?: string
  readonly skipExisting?: true
  readonly dryRun?: true
}

/** The export formats of the server. */
export const formats: readonly ExportFormat[] = [
  'epub',
  'pdf',
  'txt',
  'csv',
  'json',
  'xml',
  'mobi',
  'md',
]

export function addExportCommand(program: Command): void {
  withTargets(program.command('export').description('export entries as files into a folder'))
    .option('--format <format>', `${formats.join(', ')} (default: epub)`)
    .option('--to <folder>', 'the folder (default: the current one)')
    .option('--skip-existing', 'skip entries whose file already exists')
    .option('--dry-run', 'only show what would be done')
    .addHelpText('after', examples)
    .action((words: string[], _: unknown, command: Command) =>
      exportEntries(words, command.optsWithGlobals()),
    )
}

async function exportEntries(
  words: readonly string[],
  options: ExportCommandOptions,
): Promise<void> {
  const format = formats.find((known) => known === (options.format ?? 'epub'))
  if (!format) throw new CliError(`--format must be one of ${formats.join(', ')}.`, exit.usage)
  const { to: folder = '.', skipExisting, dryRun } = options
  if (folder === '-') {
    throw new CliError(
      '--to names a folder, because each entry becomes a file of its own.',
      exit.usage,
    )
  }
  await withClient(options, async (wallabag) => {
    const targets = await findTargets(wallabag, words, options)
    await runJob<Target>(
      (job) =>
        wallabag.entries.exportMany(targets, format, folderSink(folder), {
          ...job,
          skipExisting,
          dryRun,
        }),
      {
        label: dryRun ? 'Looking' : 'Exporting',
        name: (target) => (typeof target === 'object' ? String(target.id) : nameOf(target)),
        line: ({ id, file, reason }) =>
          file === null ? (reason === 'dry-run' ? `export	${id}` : null) : cleanLine(file),
        endsBy(error) {
          const code = fileErrorCode(error)
          // Any other error comes from the damaged list of exported files in the folder, and would
          // repeat for every entry.
          if (code === null) return isWallabagError(error) ? null : error.message
          if (aboutOneName.includes(code)) return null
          return `The folder ${folder} cannot be written (${code}). Name another one with --to.`
        },
        resume: 'Run the same command with --skip-existing to go on.',
      },
    )
  })
}

/**
 * Error codes that concern the name of one file. Any other failure would repeat for the next file.
 */
const aboutOneName = ['ENAMETOOLONG', 'EILSEQ', 'EINVAL']

const examples = `
Examples:
  wallabag export 12 --format pdf
  wallabag export --starred --unread --to shelf
  wallabag export --all --format json --to archive --skip-existing`

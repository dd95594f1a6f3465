import { Command } from 'commander'
import { addAccountCommands } from './commands/account.js'
import { addAnnotationsCommand } from './commands/annotations.js'
import { addBackupCommand } from './commands/backup.js'
import { addChangeCommands } from './commands/change.js'
import { addCompletionCommand } from './commands/completion.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addDuplicatesCommand } from './commands/duplicates.js'
import { addExportCommand } from './commands/export.js'
import { addImportCommand } from './commands/import.js'
import { addListCommands } from './commands/list.js'
import { addLoginCommand } from './commands/login.js'
import { addRestoreCommand } from './commands/restore.js'
import { addSaveCommand } from './commands/save.js'
import { addShowCommands } from './commands/show.js'
import { addStatsCommand } from './commands/stats.js'
import { addTagCommands } from './commands/tag.js'
import { addUndoCommand } from './commands/undo.js'
import { addWatchCommand } from './commands/watch.js'
import { version } from './version.js'

/** Creates the program with all commands. */
export function createProgram(): Command {
  const program = new Command('wallabag')
    .description('Saves, lists, tags, moves and backs up the articles of a Wallabag server.')
    .version(version, '-V, --version')
    .option('--profile <name>', 'the profile to use, as named at login')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: ./, ours)) })
    .showHelpAfterError('(wallabag --help, or wallabag COMMAND --help)')
    .exitOverride()
    .addHelpText('after', examples)
  program.commandsGroup('Account:')
  addLoginCommand(program)
  addAccountCommands(program)
  addDoctorCommand(program)
  program.commandsGroup('Reading:')
  addListCommands(program)
  addShowCommands(program)
  addAnnotationsCommand(program)
  addStatsCommand(program)
  addDuplicatesCommand(program)
  addWatchCommand(program)
  program.commandsGroup('Saving and changing:')
  addSaveCommand(program)
  addChangeCommands(program)
  addTagCommands(program)
  addUndoCommand(program)
  program.commandsGroup('Bringing in, taking out, keeping:')
  addImportCommand(program)
  addExportCommand(program)
  addBackupCommand(program)
  addRestoreCommand(program)
  program.commandsGroup('The command itself:')
  addCompletionCommand(program)
  program.helpCommand('help [command]', 'explain a command')
  return program
}

/** Replaces the prefix of Commander's messages by that of all other messages. */
function ours(theirs: string): string {
  return `wallabag: ${theirs.slice(-1).toUpperCase()}`
}

const examples = `
Examples:
  wallabag login
  wallabag save https://example.org/article --tag later
  wallabag list --unread
  wallabag import pocket.zip`

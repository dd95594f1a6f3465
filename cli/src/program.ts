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

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('wallabag')
    .description('Saves, lists, tags, moves and backs up the articles of a Wallabag server.')
    .version(version, '-V, --version')
    .option('--profile <name>', 'the account to use, of those that were logged in')
    .showHelpAfterError('(wallabag --help, or wallabag COMMAND --help)')
    .exitOverride()
  addLoginCommand(program)
  addAccountCommands(program)
  addDoctorCommand(program)
  addSaveCommand(program)
  addListCommands(program)
  addShowCommands(program)
  addChangeCommands(program)
  addTagCommands(program)
  addUndoCommand(program)
  addAnnotationsCommand(program)
  addExportCommand(program)
  addDuplicatesCommand(program)
  addStatsCommand(program)
  addImportCommand(program)
  addBackupCommand(program)
  addRestoreCommand(program)
  addWatchCommand(program)
  addCompletionCommand(program)
  return program
}

import { open, rename, rm, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { toRecord, type Wallabag } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { type BackupEnd, type BackupEntry, type BackupHead, backupMark } from '../backup/format.js'
import { differences, Totals } from '../backup/verify.js'
import { CliError, exit } from '../exit.js'
import { interruptible } from '../interrupt.js'
import { beginsWith } from '../output/own-file.js'
import { showProgress } from '../output/progress.js'
import { say } from '../output/streams.js'
import { json, plural } from '../output/text.js'

const perPage = 50

/** Adds `backup`. */
export function addBackupCommand(program: Command): void {
  program
    .command('backup')
    .description('write the whole library into a file, with contents, tags and annotations')
    .argument('<file>', 'the file, of JSON lines; it is written whole or not at all')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', examples)
    .action((file: string, _: unknown, command: Command) => backup(file, command.optsWithGlobals()))
}

async function backup(file: string, options: CommonOptions & { dryRun?: true }): Promise<void> {
  await checkPlace(file)
  await withClient(options, async (wallabag) => {
    const total = await wallabag.entries.count()
    if (options.dryRun)
      return say(`${plural(total, 'entry', 'entries')} would be written to ${file}.`)
    // Of its own, or two backups at once would write into each other's.
    const draft = `${file}.${process.pid}.part`
    try {
      const totals = await write(wallabag, draft, total)
      await rename(draft, file)
      const wrong = await differences(wallabag, totals)
      for (const difference of wrong) say(`Differs: ${difference}`)
      if (wrong.length > 0) {
        throw new CliError(
          `${file} is written, but the library changed meanwhile, or holds what cannot be read. Run it again.`,
        )
      }
      const { entries, annotations, tags } = totals
      say(
        `${file}: ${plural(entries, 'entry', 'entries')}, ${plural(annotations, 'annotation')}, ` +
          `${plural(tags.size, 'tag')}; the same as on the server.`,
      )
    } finally {
      await rm(draft, { force: true })
    }
  })
}

/** Only a former backup is replaced, and neither another file nor a device such as /dev/stdout. */
async function checkPlace(file: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found?.isFile() === false) throw new CliError(`${file} is there, and is no file.`, exit.usage)
  if (found === null || (await beginsWith(file, backupMark))) return
  throw new CliError(`${file} is there already, and no backup. Name another file.`, exit.usage)
}

async function write(wallabag: Wallabag, path: string, total: number): Promise<Totals> {
  const progress = showProgress('Writing', total)
  const totals = new Totals()
  // It holds private reading, so it is nobody else's to read.
  const file = await open(path, 'wx', 0o600)
  // Unlike `write`, it goes on after a write that a nearly full disk took in part.
  const line = (value: BackupHead | BackupEntry | BackupEnd) => file.appendFile(`${json(value)}\n`)
  try {
    await line(await headOf(wallabag))
    await interruptible(async (stop) => {
      const list = wallabag.entries.list({ detail: 'full', order: 'asc', perPage })
      for await (const entry of list) {
        await line({ type: 'entry', entry: toRecord(entry) })
        totals.add(entry)
        progress.at({ ...nothing, done: totals.entries, total })
        if (stop.requested)
          throw new CliError('Interrupted; nothing was written.', exit.interrupted)
      }
    })
    await line({ type: 'end', entries: totals.entries, annotations: totals.annotations })
    await file.sync()
  } finally {
    progress.stop()
    await file.close()
  }
  return totals
}

const nothing = { before: 0, done: 0, skipped: 0, failed: 0, unknown: 0 }

async function headOf(wallabag: Wallabag): Promise<BackupHead> {
  const [{ version }, { username }, taggingRules] = await Promise.all([
    wallabag.server.info(),
    wallabag.user.get(),
    wallabag.taggingRules.list(),
  ])
  return {
    type: 'wallabag-backup',
    version: 1,
    at: new Date().toISOString(),
    server: { url: wallabag.url, version },
    user: username,
    taggingRules,
  }
}

const examples = `
The backup is compared with what the server counts: entries, archived and starred ones, each tag.

Example:
  wallabag backup wallabag-$(date +%F).jsonl`

import { createWriteStream, existsSync, rmSync } from 'node:fs'
import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Command } from 'commander'
import { type EntrySummary, toRecord, type Wallabag } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { type BackupEnd, type BackupEntry, type BackupHead, backupMark } from '../backup/format.js'
import { netscapeEnd, netscapeHead, netscapeLink, netscapeMark } from '../backup/netscape.js'
import { differences, Totals } from '../backup/verify.js'
import { CliError, exit } from '../exit.js'
import { type Interruption, interruptible } from '../interrupt.js'
import { beginsWith } from '../output/own-file.js'
import { showProgress } from '../output/progress.js'
import { say } from '../output/streams.js'
import { json, plural } from '../output/text.js'

const perPage = 50

interface BackupOptions extends CommonOptions {
  readonly format?: string
  readonly dryRun?: true
}

export function addBackupCommand(program: Command): void {
  program
    .command('backup')
    .description('write the whole library into a file, with contents, tags and annotations')
    .argument('<file>', 'the file, or - for standard output; compressed if its name ends in .gz')
    .option('--format <format>', 'jsonl, or netscape: bookmarks for other services')
    .option('--dry-run', 'only show what would be done')
    .addHelpText('after', examples)
    .action((file: string, _: unknown, command: Command) => backup(file, command.optsWithGlobals()))
}

async function backup(file: string, options: BackupOptions): Promise<void> {
  const { format = 'jsonl', dryRun } = options
  if (format !== 'jsonl' && format !== 'netscape') {
    throw new CliError('--format must be one of jsonl, netscape.', exit.usage)
  }
  const lines = format === 'jsonl' ? jsonLines : bookmarkLines
  if (file !== '-') await checkPlace(file, format === 'jsonl' ? backupMark : netscapeMark)
  await withClient(options, async (wallabag) => {
    const total = await wallabag.entries.count()
    const name = file === '-' ? 'standard output' : file
    if (dryRun) return say(`${plural(total, 'entry', 'entries')} would be written to ${name}.`)
    const totals = new Totals()
    const progress = showProgress('Writing', total)
    async function* written(stop: Interruption): AsyncGenerator<string> {
      for await (const line of lines(wallabag, totals)) {
        yield line
        progress.at({ ...nothing, done: totals.entries, total })
        if (stop.requested) throw new CliError('Interrupted; no backup was made.', exit.interrupted)
      }
    }
    try {
      await interruptible(async (stop) => {
        const source = Readable.from(written(stop))
        if (file === '-') await pipeline(source, process.stdout, { end: false })
        else await writeWhole(file, source)
      })
    } finally {
      progress.stop()
    }
    await verify(wallabag, totals, name, format === 'jsonl')
  })
}

async function verify(
  wallabag: Wallabag,
  totals: Totals,
  name: string,
  hasAnnotations: boolean,
): Promise<void> {
  const wrong = await differences(wallabag, totals)
  for (const difference of wrong) say(`Differs: ${difference}`)
  if (wrong.length > 0) {
    throw new CliError(
      `${name} is written, but the library changed in the meantime, or has entries that cannot be read. Run it again.`,
    )
  }
  const { entries, annotations, tags } = totals
  say(
    `${name}: ${plural(entries, 'entry', 'entries')}, ` +
      (hasAnnotations ? `${plural(annotations, 'annotation')}, ` : '') +
      `${plural(tags.size, 'tag')}; the same as on the server.`,
  )
}

/**
 * Refuses to replace anything but an earlier backup: other files, and devices such as /dev/stdout.
 */
async function checkPlace(file: string, mark: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found?.isFile() === false) {
    throw new CliError(
      `${file} exists and is not a file. For standard output, pass - instead.`,
      exit.usage,
    )
  }
  if (found === null || (await beginsWith(file, mark))) return
  throw new CliError(`${file} exists and is not a backup. Choose another file.`, exit.usage)
}

/** Writes a file completely or not at all, and deletes drafts of killed runs. */
async function writeWhole(name: string, source: Readable): Promise<void> {
  // A symbolic link is kept; the file that it points to is replaced.
  const file = await realpath(name).catch(() => name)
  await sweep(file)
  // Each run has a draft of its own, so that two backups at once do not write into the same file.
  const draft = `${file}.${process.pid}.part`
  const remove = () => {
    // On a read-only file system, removing a file that does not exist fails too.
    if (existsSync(draft)) rmSync(draft, { force: true })
  }
  // A second Ctrl-C ends the process at once.
  process.once('exit', remove)
  try {
    // The file contains private data, so only its owner may read it.
    const destination = createWriteStream(draft, { flags: 'wx', mode: 0o600 })
    if (name.endsWith('.gz')) await pipeline(source, createGzip(), destination)
    else await pipeline(source, destination)
    const written = await open(draft, 'r+')
    await written.sync().finally(() => written.close())
    await rename(draft, file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new CliError(`${name} cannot be written (${error.code}). No backup was made.`)
    }
    throw error
  } finally {
    // The removal is synchronous, because a second Ctrl-C could end the process during an
    // asynchronous one.
    remove()
    process.off('exit', remove)
  }
}

async function sweep(file: string): Promise<void> {
  const folder = dirname(file)
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const rest = name.startsWith(`${basename(file)}.`) ? name.slice(basename(file).length) : ''
    const pid = Number(/^\.(\d+)\.part$/.exec(rest)?.[1])
    if (pid > 0 && !isAlive(pid)) await rm(join(folder, name), { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const nothing = { before: 0, done: 0, skipped: 0, failed: 0, unknown: 0 }

async function* jsonLines(wallabag: Wallabag, totals: Totals): AsyncGenerator<string> {
  const line = (value: BackupHead | BackupEntry | BackupEnd) => `${json(value)}\n`
  yield line(await headOf(wallabag))
  for await (const entry of wallabag.entries.list({ detail: 'full', order: 'asc', perPage })) {
    totals.add(entry)
    yield line({ type: 'entry', entry: toRecord(entry) })
  }
  yield line({ type: 'end', entries: totals.entries, annotations: totals.annotations })
}

async function* bookmarkLines(wallabag: Wallabag, totals: Totals): AsyncGenerator<string> {
  yield netscapeHead
  const list: AsyncIterable<EntrySummary> = wallabag.entries.list({ order: 'asc', perPage })
  for await (const entry of list) {
    totals.add(entry)
    yield netscapeLink(entry)
  }
  yield netscapeEnd
}

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
The backup is compared with the numbers on the server: all entries, archived and
starred entries, and entries with each tag.

Examples:
  wallabag backup wallabag-$(date +%F).jsonl.gz
  wallabag backup - | gpg --encrypt --recipient me > wallabag.gpg
  wallabag backup bookmarks.html --format netscape`

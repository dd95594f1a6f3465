import type { Command } from 'commander'
import type { Annotation, Wallabag } from 'wallabag-sdk'
import { accountName, checkpointFolder } from '../account/checkpoint.js'
import { type CommonOptions, withClient } from '../account/connect.js'
import { type Backup, EntryReader, entriesOf, surveyBackup } from '../backup/format.js'
import { withFile } from '../backup/spool.js'
import { CliError, exit } from '../exit.js'
import { endIfRequested, interruptible } from '../interrupt.js'
import { askToBegin } from '../output/ask.js'
import { print, say } from '../output/streams.js'
import { cleanLine, plural } from '../output/text.js'
import { addMissing, inputOf, isWebAddress } from '../saving/restore-entry.js'
import { RowCheckpoint } from '../saving/row-checkpoint.js'
import { saveInOrder } from '../saving/save-in-order.js'

interface RestoreOptions extends CommonOptions {
  readonly dryRun?: true
  readonly yes?: true
  readonly partial?: true
  readonly oneByOne?: true
}

export function addRestoreCommand(program: Command): void {
  program
    .command('restore')
    .description('save the entries of a backup; existing entries stay as they are')
    .argument('<file>', 'a file written by “backup”, compressed or not, or - for standard input')
    .option('--partial', 'restore even if the backup is incomplete')
    .option('--one-by-one', 'strictly one after another')
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'begin without asking')
    .addHelpText(
      'after',
      `\n${lost}\n\nExamples:\n  wallabag restore wallabag-2026-01-31.jsonl.gz\n  gpg --decrypt wallabag.gpg | wallabag restore - --yes`,
    )
    .action((file: string, _: unknown, command: Command) =>
      restore(file, command.optsWithGlobals()),
    )
}

const lookedForAtOnce = 100

const lost = `The API cannot restore:
  - the ids of entries, and when they were saved, changed, archived, starred
  - the addresses of public links (public entries get new ones)
  - what the server noted when it fetched a page: status, headers, MIME type
  - when annotations were created
  - commas in the names of authors and in labels, unknown languages,
    pictures without a web address
  - tagging rules, settings, and tags that no entry has
  - a second entry with the same address: it is merged with the first`

function restore(path: string, options: RestoreOptions): Promise<void> {
  return withFile(path, (file) => restoreFile(file, path, options))
}

async function restoreFile(path: string, name: string, options: RestoreOptions): Promise<void> {
  const backup = await surveyBackup(path, name)
  if (!backup.isWhole && !options.partial) {
    throw new CliError(`${name} is incomplete: it was cut off. --partial restores what there is.`)
  }
  await withClient(options, async (wallabag) => {
    tellPlan(backup, wallabag)
    if (options.dryRun) {
      for await (const { id, url, title } of entriesOf(path)) {
        print(`save\t${id}\t${cleanLine(url ?? '')}\t${cleanLine(title ?? '')}`)
      }
      return
    }
    await askToBegin(`Save ${plural(backup.rows.length, 'entry', 'entries')}?`, options)
    await restoreEntries(wallabag, path, backup, options.oneByOne)
    if (backup.annotated > 0) await restoreAnnotations(wallabag, path)
  })
}

function tellPlan({ head, rows, annotated }: Backup, wallabag: Wallabag): void {
  say(`A backup of ${head.user} on ${head.server.url}, of ${head.at.slice(0, 10)}`)
  say(
    `${plural(rows.length, 'entry', 'entries')} to save to ${wallabag.url}, ${annotated} with annotations`,
  )
  say(lost)
  for (const { rule, tags } of head.taggingRules) {
    say(`  Tagging rule to create by hand: ${cleanLine(rule)} → ${cleanLine(tags.join(', '))}`)
  }
}

async function restoreEntries(
  wallabag: Wallabag,
  path: string,
  backup: Backup,
  oneByOne: boolean | undefined,
): Promise<void> {
  const rows = backup.rows.filter(({ url }) => isWebAddress(url))
  for (const { id, url } of backup.rows) {
    if (!isWebAddress(url)) say(`Entry ${id} has no web address and is left out.`)
  }
  const folder = checkpointFolder('restores')
  const checkpoint = await RowCheckpoint.open(folder, await accountName(wallabag), rows)
  const reader = new EntryReader(path)
  const items = checkpoint.inputs(rows, async (row) => inputOf(await reader.at(row)))
  const { owed } = checkpoint
  const how = { label: 'Restoring', total: rows.length, checkpoint, owed, oneByOne }
  await saveInOrder(wallabag, items, how).finally(() => reader.close())
  await checkpoint.end()
  if (rows.length < backup.rows.length) process.exitCode = exit.failed
}

/** Creates the annotations that do not exist yet, so that a second run creates none twice. */
async function restoreAnnotations(wallabag: Wallabag, path: string): Promise<void> {
  let added = 0
  await interruptible(async (stop) => {
    for await (const entries of annotatedOf(path)) {
      const ids = await wallabag.entries.idsOf(entries.map(({ url }) => url))
      for (const { url, annotations } of entries) {
        endIfRequested(stop)
        const id = ids.get(url) ?? null
        if (id !== null) added += await addMissing(wallabag, id, url, annotations)
      }
    }
  })
  say(`${plural(added, 'annotation')} added`)
}

interface Annotated {
  readonly url: string
  readonly annotations: readonly Annotation[]
}

/** Yields the entries with annotations, in groups that fit one request. */
async function* annotatedOf(path: string): AsyncGenerator<Annotated[], void, undefined> {
  let some: Annotated[] = []
  for await (const { url, annotations } of entriesOf(path)) {
    if (annotations.length > 0 && isWebAddress(url)) some.push({ url, annotations })
    if (some.length < lookedForAtOnce) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}

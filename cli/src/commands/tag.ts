import { Argument, type Command } from 'commander'
import type { EntrySummary, Wallabag } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import type { Deed } from '../journal/journal.js'
import { print, say } from '../output/streams.js'
import { printTable } from '../output/table.js'
import { cleanLine, json, plural } from '../output/text.js'
import { labelsIn } from '../targets/filter.js'
import { findEntries } from '../targets/targets.js'
import {
  agree,
  type Change,
  type ChangeOptions,
  change,
  keep,
  withAgreement,
  withChange,
} from './change.js'

/** Adds `tag` and its subcommands. */
export function addTagCommands(program: Command): void {
  const tag = program.command('tag').description('tag entries, and tidy up tags')
  const has = ({ tags }: EntrySummary, label: string) => tags.some((one) => one.label === label)
  addChange(tag.command('add').description('add tags to entries'), (add) => ({
    label: 'Tagging',
    verb: 'tag',
    deed: { field: 'tags', added: add, removed: [] },
    differs: (entry) => add.some((label) => !has(entry, label)),
    already: 'tagged so',
    start: (wallabag, targets, options) => wallabag.entries.tagMany(targets, { add }, options),
  }))
  addChange(tag.command('remove').description('remove tags from entries'), (remove) => ({
    label: 'Untagging',
    verb: 'untag',
    deed: { field: 'tags', added: [], removed: remove },
    differs: (entry) => remove.some((label) => has(entry, label)),
    already: 'without it',
    start: (wallabag, targets, options) => wallabag.entries.tagMany(targets, { remove }, options),
  }))
  addChange(tag.command('set').description('replace all tags of entries'), (tags) => ({
    label: 'Tagging',
    verb: 'replace the tags of',
    deed: { field: 'tags', added: tags, removed: 'all' },
    asksAlways: true,
    start: (wallabag, targets, options) => wallabag.entries.updateMany(targets, { tags }, options),
  }))
  withChange(tag.command('clear').description('remove all tags from entries'))
    .addHelpText('after', '\nExample:\n  wallabag tag clear 12 --yes')
    .action((words: string[], _: unknown, self: Command) =>
      change(words, self.optsWithGlobals(), {
        label: 'Untagging',
        verb: 'clear the tags of',
        deed: { field: 'tags', added: [], removed: 'all' },
        differs: ({ tags }) => tags.length > 0,
        already: 'without tags',
        asksAlways: true,
        start: (wallabag, targets, options) =>
          wallabag.entries.tagMany(targets, { remove: labelsOf(targets) }, options),
      }),
    )
  addTidying(tag)
}

function addChange(command: Command, changeOf: (labels: string[]) => Change): void {
  withChange(command.addArgument(new Argument('<labels>', 'labels, separated by commas')))
    .addHelpText('after', changeExamples(command.name()))
    .action((labels: string, words: string[], _: unknown, self: Command) =>
      change(words, self.optsWithGlobals<ChangeOptions>(), changeOf(read(labels))),
    )
}

function labelsOf(entries: readonly EntrySummary[]): string[] {
  return [...new Set(entries.flatMap(({ tags }) => tags.map(({ label }) => label)))]
}

/** Returns labels in lower case, as the server stores them. */
function read(labels: string): string[] {
  if (labels.trim() === '') {
    throw new CliError('There is no label. To remove all tags: wallabag tag clear', exit.usage)
  }
  return labelsIn(labels).map((label) => label.toLowerCase())
}

interface TidyOptions extends CommonOptions {
  readonly dryRun?: true
  readonly yes?: true
  readonly journal: boolean
  readonly into?: string
  readonly json?: true
}

function addTidying(tag: Command): void {
  withAgreement(tag.command('rename'))
    .description('rename a tag')
    .argument('<from>', 'the present label')
    .argument('<to>', 'the new label; if this tag already exists, the two are merged')
    .addHelpText('after', '\nExample:\n  wallabag tag rename recipies recipes')
    .action((from: string, to: string, _: unknown, command: Command) =>
      merge([from], to, command.optsWithGlobals()),
    )
  withAgreement(tag.command('merge'))
    .description('merge several tags into one')
    .argument('<labels...>', 'the labels to replace')
    .requiredOption('--into <label>', 'the label to keep')
    .addHelpText('after', '\nExample:\n  wallabag tag merge recipe rezept --into recipes')
    .action((labels: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TidyOptions>()
      return merge(labels, options.into ?? '', options)
    })
  withAgreement(tag.command('delete'))
    .description('delete tags; their entries stay')
    .argument('<labels...>', 'the labels to delete')
    .addHelpText('after', '\nExample:\n  wallabag tag delete todo')
    .action((labels: string[], _: unknown, command: Command) =>
      remove(labels, command.optsWithGlobals()),
    )
  tag
    .command('list')
    .description('list all tags and their entry counts')
    .option('--json', 'a JSON array')
    .addHelpText('after', '\nExample:\n  wallabag tag list | sort -k2 -n -r | head')
    .action((_: unknown, command: Command) => list(command.optsWithGlobals()))
}

async function merge(from: string[], to: string, options: TidyOptions): Promise<void> {
  const [into = '', ...others] = read(to)
  if (others.length > 0) throw new CliError('Give one label to keep with --into.', exit.usage)
  const labels = from.flatMap(read).filter((label) => label !== into)
  await withClient(options, async (wallabag) => {
    const tagged = await taggedWith(wallabag, labels)
    if (options.dryRun) {
      for (const [label, entries] of tagged) {
        print(`merge\t${cleanLine(label)}\t${cleanLine(into)}\t${entries.length}`)
      }
      return
    }
    const deed: Deed = { field: 'tags', added: [into], removed: labels }
    await begin(wallabag, `tag ${labels.length > 1 ? 'merge' : 'rename'}`, tagged, deed, options)
    const { changed } = await wallabag.tags.merge(labels, into)
    say(`${plural(changed, 'entry', 'entries')} changed.`)
  })
}

async function remove(words: string[], options: TidyOptions): Promise<void> {
  const labels = words.flatMap(read)
  await withClient(options, async (wallabag) => {
    const tagged = await taggedWith(wallabag, labels)
    if (options.dryRun) {
      for (const [label, entries] of tagged) print(`delete\t${cleanLine(label)}\t${entries.length}`)
      return
    }
    const deed: Deed = { field: 'tags', added: [], removed: labels }
    await begin(wallabag, 'tag delete', tagged, deed, options)
    for (const label of labels) await wallabag.tags.delete({ label })
    say(`${plural(labels.length, 'tag')} deleted.`)
  })
}

type Tagged = ReadonlyMap<string, readonly EntrySummary[]>

/**
 * Finds the entries with each label.
 *
 * @throws CliError for a label that does not exist.
 */
async function taggedWith(wallabag: Wallabag, labels: readonly string[]): Promise<Tagged> {
  const known = new Set((await wallabag.tags.list()).map(({ label }) => label))
  const unknown = labels.filter((label) => !known.has(label))
  if (unknown.length > 0) {
    throw new CliError(`There is no tag “${cleanLine(unknown.join('”, “'))}”.`)
  }
  const tagged = new Map<string, readonly EntrySummary[]>()
  for (const label of labels) {
    const filter = { server: { tags: [label] } }
    tagged.set(label, await findEntries(wallabag, filter))
  }
  return tagged
}

async function begin(
  wallabag: Wallabag,
  command: string,
  tagged: Tagged,
  deed: Deed,
  options: TidyOptions,
): Promise<void> {
  const entries = new Map([...tagged.values()].flat().map((entry) => [entry.id, entry]))
  await agree(command, [...entries.values()], options)
  if (options.journal) await keep(wallabag, command, [...entries.values()], deed)
}

async function list(options: TidyOptions): Promise<void> {
  await withClient(options, async (wallabag) => {
    const tags = await wallabag.tags.list()
    if (options.json) return print(json(tags, 2))
    if (tags.length === 0) return say('There are no tags.')
    const rows = tags.map(({ label, entryCount }) => [label, String(entryCount ?? '')])
    printTable(['label', 'entries'], rows, 0)
  })
}

function changeExamples(name: string): string {
  return `
Examples:
  wallabag tag ${name} "long read,holiday" 12 https://example.org/article
  wallabag tag ${name} old --older-than 1y --dry-run
  wallabag search recipe --jsonl | wallabag tag ${name} recipes -`
}

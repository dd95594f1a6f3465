import { Argument, type Command } from 'commander'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { print, say } from '../output/streams.js'
import { printTable } from '../output/table.js'
import { cleanLine, json, plural } from '../output/text.js'
import { type Change, type ChangeOptions, change, withChange } from './change.js'

/** Adds `tag` and what it does. */
export function addTagCommands(program: Command): void {
  const tag = program.command('tag').description('tag entries, and tidy up tags')
  const labels = () => new Argument('<labels>', 'labels between commas')
  addChange(tag.command('add').description('add tags to entries').addArgument(labels()), (add) => ({
    label: 'Tagging',
    verb: 'tag',
    start: (wallabag, targets, options) => wallabag.entries.tagMany(targets, { add }, options),
  }))
  addChange(
    tag.command('remove').description('take tags off entries').addArgument(labels()),
    (remove) => ({
      label: 'Untagging',
      verb: 'untag',
      start: (wallabag, targets, options) => wallabag.entries.tagMany(targets, { remove }, options),
    }),
  )
  addChange(
    tag.command('set').description('replace all tags of entries').addArgument(labels()),
    (tags) => ({
      label: 'Tagging',
      verb: 'tag',
      start: (wallabag, targets, options) =>
        wallabag.entries.updateMany(targets, { tags }, options),
    }),
  )
  addTidying(tag)
}

function addChange(command: Command, changeOf: (labels: string[]) => Change): void {
  withChange(command)
    .addHelpText('after', changeExamples(command.name()))
    .action((labels: string, words: string[], _: unknown, self: Command) =>
      change(words, self.optsWithGlobals<ChangeOptions>(), changeOf(readLabels(labels))),
    )
}

function readLabels(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim())
  if (labels.every((label) => label !== '')) return labels
  throw new CliError('A label is missing before or after a comma.', exit.usage)
}

interface TidyOptions extends CommonOptions {
  readonly dryRun?: true
  readonly into?: string
  readonly json?: true
}

function addTidying(tag: Command): void {
  tag
    .command('rename')
    .description('give a tag another label')
    .argument('<from>', 'the label it has')
    .argument('<to>', 'the label it gets; if there is such a tag already, the two become one')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', '\nExample:\n  wallabag tag rename recipies recipes')
    .action((from: string, to: string, _: unknown, command: Command) =>
      merge([from], to, command.optsWithGlobals()),
    )
  tag
    .command('merge')
    .description('make one tag of several')
    .argument('<labels...>', 'the labels that go')
    .requiredOption('--into <label>', 'the label that stays')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', '\nExample:\n  wallabag tag merge recipe rezept --into recipes')
    .action((labels: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TidyOptions>()
      return merge(labels, options.into ?? '', options)
    })
  tag
    .command('list')
    .description('list all tags with the number of their entries')
    .option('--json', 'a JSON array')
    .addHelpText('after', '\nExample:\n  wallabag tag list | sort -k2 -n -r | head')
    .action((_: unknown, command: Command) => list(command.optsWithGlobals()))
}

async function merge(labels: string[], into: string, options: TidyOptions): Promise<void> {
  await withClient(options, async (wallabag) => {
    if (options.dryRun) {
      for (const label of labels) {
        const count = await wallabag.entries.count({ tags: [label] })
        print(`merge\t${cleanLine(label)}\t${cleanLine(into)}\t${count}`)
      }
      return
    }
    const { changed } = await wallabag.tags.merge(labels, into)
    say(`${plural(changed, 'entry', 'entries')} changed.`)
  })
}

async function list(options: TidyOptions): Promise<void> {
  await withClient(options, async (wallabag) => {
    const tags = await wallabag.tags.list()
    if (options.json) return print(json(tags, 2))
    const rows = tags.map(({ label, entryCount }) => [label, String(entryCount ?? '')])
    if (rows.length > 0) printTable(['label', 'entries'], rows, 0)
  })
}

function changeExamples(name: string): string {
  return `
Examples:
  wallabag tag ${name} "long read,holiday" 12 https://example.org/article
  wallabag tag ${name} old --older-than 1y --dry-run
  wallabag search recipe --jsonl | wallabag tag ${name} recipes -`
}

import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { isWallabagError, type JobOutcome, type SaveManyInput, type Wallabag } from 'wallabag-sdk'
import { accountName, checkpointFolder } from '../account/checkpoint.js'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { type DateRule, dateRules, type ImportPlan, planImport } from '../importers/plan.js'
import type { Export } from '../importers/read.js'
import type { Reader } from '../importers/reader.js'
import { openReport, type Report } from '../importers/report.js'
import type { Row } from '../importers/row.js'
import { services } from '../importers/services.js'
import { someNames } from '../names.js'
import { askChoice, askToBegin } from '../output/ask.js'
import { messageOf } from '../output/error.js'
import { canAsk, print, say } from '../output/streams.js'
import { cleanLine, plural } from '../output/text.js'
import { languageOf } from '../saving/restore-entry.js'
import { RowCheckpoint, RowKeys } from '../saving/row-checkpoint.js'
import { type OrderedInput, saveInOrder } from '../saving/save-in-order.js'
import { labels } from '../targets/filter.js'

interface ImportOptions extends CommonOptions {
  readonly dates?: string
  readonly keepOrder?: true
  readonly oneByOne?: true
  readonly columns?: string
  readonly tag?: readonly string[]
  readonly archived?: true
  readonly skipArchived?: true
  readonly highlights?: string
  readonly update?: true
  readonly report?: string
  readonly dryRun?: true
  readonly yes?: true
}

/** What to do with highlights and notes. */
const highlightRules = ['annotations', 'report', 'none'] as const

type HighlightRule = (typeof highlightRules)[number]

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('import files that another service exported; shows a plan first')
    .argument(
      '<files...>',
      'files, folders, zip archives, or - for stdin; optionally a service first',
    )
    .option('--columns <names>', 'the columns of a CSV file, as in url=Link,title=Name,tags=Labels')
    .option('--tag <label>', 'a tag for every entry; may be repeated', labels)
    .option('--archived', 'archive every entry')
    .option('--skip-archived', 'leave out what is archived in the export')
    .option(
      '--highlights <rule>',
      `what to do with highlights and notes: ${highlightRules.join(', ')}`,
    )
    .option('--dates <rule>', `what to do with dates: ${dateRules.join(', ')} (default: none)`)
    .option('--keep-order', 'keep the order of the file instead of oldest first')
    .option('--one-by-one', 'strictly one after another')
    .option('--update', 'also set tags, titles and flags of entries that are already saved')
    .option('--report <file>', 'file for what failed and why, as JSON lines')
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'begin without asking')
    .addHelpText('after', help)
    .action((words: string[], _: unknown, command: Command) =>
      importFiles(words, command.optsWithGlobals()),
    )
}

async function importFiles(words: readonly string[], options: ImportOptions): Promise<void> {
  const dates = oneOf('--dates', dateRules, options.dates ?? 'none')
  const highlights = oneOf('--highlights', highlightRules, options.highlights ?? 'annotations')
  const { service, files } = serviceAndFiles(words)
  // The readers are loaded only when there is something to read.
  const { readExport } = await import('../importers/read.js')
  const columns = options.columns === undefined ? undefined : await readerOf(options.columns)
  const read = await readExport(files, { service, columns, ...(canAsk() && { choose }) })
  const { tag: tags, archived, skipArchived, keepOrder = false } = options
  const plan = planImport(read.rows, { dates, keepOrder, tags, archived, skipArchived })
  await withClient(options, async (wallabag) => {
    const toSave = await tellPlan(wallabag, read, plan, { ...options, dates, highlights })
    if (options.dryRun) return listPlan(plan, toSave)
    await askToBegin(`Save ${plural(toSave.size, 'address', 'addresses')}?`, options)
    const first = files[0] === '-' ? 'stdin' : basename(files[0] ?? '')
    const report = await openReport(options.report ?? `${first}.failed.jsonl`)
    await run(wallabag, plan, report, { ...options, highlights })
  })
}

function oneOf<Value extends string>(
  option: string,
  known: readonly Value[],
  given: string,
): Value {
  const found = known.find((value) => value === given)
  if (found) return found
  throw new CliError(`${option} must be one of ${known.join(', ')}.`, exit.usage)
}

/** The first word may be a service. If it is the only word, it is a file. */
function serviceAndFiles(words: readonly string[]): { service?: string; files: readonly string[] } {
  const [first = '', ...others] = words
  const service = services.find((known) => known === first)
  if (service && others.length > 0) return { service, files: others }
  if (first === '-' || existsSync(first)) return { files: words }
  if (service) throw new CliError(`Give the files that ${service} exported.`, exit.usage)
  throw new CliError(
    `There is no file or service “${first}”. The services are: ${services.join(', ')}.`,
    exit.usage,
  )
}

async function readerOf(columns: string): Promise<Reader> {
  const { namedColumns } = await import('../importers/readers/columns.js')
  return namedColumns(columns)
}

async function choose(file: string, readers: readonly Reader[]): Promise<Reader> {
  const choices = readers.map(({ format }, index) => ({ value: String(index), label: format }))
  const chosen = readers[Number(await askChoice(`What is ${cleanLine(file)}?`, choices))]
  if (chosen) return chosen
  throw new CliError('Nothing was chosen.', exit.usage)
}

interface PlanWords extends ImportOptions {
  readonly dates: DateRule
  readonly highlights: HighlightRule
}

/**
 * Prints the plan before anything is saved.
 *
 * @returns The rows to save, without those that are left as they are.
 */
async function tellPlan(
  wallabag: Wallabag,
  { rows: all, files, remarks }: Export,
  { rows, unusable, deleted, skipped, duplicates, commas }: ImportPlan,
  { dates, keepOrder, oneByOne, update, highlights }: PlanWords,
): Promise<ReadonlySet<Row>> {
  for (const file of files) {
    say(`${cleanLine(file.name)}: ${file.format}, ${plural(file.rows, 'row')}`)
  }
  for (const remark of remarks) say(`  ${cleanLine(remark)}`)
  const ids = await wallabag.entries.idsOf(rows.map(({ url }) => url))
  const known = [...ids.values()].filter((id) => id !== null).length
  const toSave = new Set(rows.filter(({ url }) => update || ids.get(url) === null))
  const amount = (test: (row: Row) => boolean) => rows.filter(test).length
  const kept = update ? 'set to what the file says' : 'left as they are'
  say(`${plural(all.length, 'row')}, ${toSave.size} to save to ${wallabag.url}`)
  if (known > 0) say(`  saved already: ${known} (${kept})`)
  if (duplicates > 0) say(`  more than once in the file: ${duplicates} (merged)`)
  if (skipped > 0) say(`  archived, and left out: ${skipped}`)
  if (deleted.length > 0) say(`  in the bin there, and left out: ${deleted.length}`)
  if (unusable.length > 0) say(`  cannot be saved: ${unusable.length} (the report says why)`)
  say(
    `  ${amount((row) => row.archived === true)} archived, ${amount((row) => row.starred)} starred, ` +
      `${amount((row) => row.tags.length > 0)} with tags, ` +
      `${amount((row) => row.content !== null)} with content`,
  )
  const marked = rows.reduce((sum, row) => sum + row.highlights.length, 0)
  const noted = rows.reduce((sum, row) => sum + row.notes.length, 0)
  if (marked + noted > 0) {
    say(`  ${plural(marked, 'highlight')}, ${plural(noted, 'note')}: ${highlightWords[highlights]}`)
  }
  const described = amount((row) => row.hasDescription)
  if (described > 0) say(`  not taken over: ${plural(described, 'description')} of pages`)
  if (commas > 0)
    say(`  tags with a comma, which Wallabag does not allow: ${commas} (replaced by a blank)`)
  const order = keepOrder ? 'in the order of the file' : 'oldest first'
  say(`  ${order}, ${oneByOne ? 'one after another' : 'each within 16 places of its own'}`)
  const dated = amount((row) => row.savedAt !== null)
  if (dated > 0) say(`  ${dated} with a date: ${dateWords[dates]}`)
  return toSave
}

const highlightWords: Readonly<Record<HighlightRule, string>> = {
  annotations: 'kept as annotations',
  report: 'kept in the report',
  none: 'left out',
}

const dateWords: Readonly<Record<DateRule, string>> = {
  none: 'the date is left out, because Wallabag records the time of the import (--dates published or tag keeps it)',
  published: 'kept as the date of publication, where the file has no other',
  tag: 'kept as a tag such as “saved 2021-03”',
}

function listPlan({ rows, unusable, deleted }: ImportPlan, toSave: ReadonlySet<Row>): void {
  for (const row of rows) {
    const { url, title, tags } = row
    if (!toSave.has(row)) print(`leave\t${cleanLine(url)}\tsaved already`)
    else print(`save\t${cleanLine(url)}\t${cleanLine(title ?? '')}\t${cleanLine(tags.join(', '))}`)
  }
  for (const { row, reason } of deleted) print(`leave\t${cleanLine(row.url)}\t${reason}`)
  for (const { row, reason } of unusable) {
    print(`refuse\t${cleanLine(row.url)}\t${cleanLine(reason)}`)
  }
}

interface RunOptions extends ImportOptions {
  readonly highlights: HighlightRule
}

async function run(
  wallabag: Wallabag,
  plan: ImportPlan,
  report: Report,
  { update, oneByOne, highlights }: RunOptions,
): Promise<void> {
  const rows = plan.rows
  const lines: object[] = [
    ...plan.unusable.map(({ row, reason }) => lineOf(row, 'refused', reason)),
    ...plan.deleted.map(({ row, reason }) => lineOf(row, 'left out', reason)),
  ]
  if (highlights === 'report') lines.push(...rows.flatMap(highlightsOf))
  try {
    const checkpoint = await checkpointOf(wallabag, rows, update ?? false)
    const ifExists = update ? 'update' : 'skip'
    const items = checkpoint.inputs(rows, (row) => inputOf(row, ifExists))
    await saveInOrder(wallabag, items, {
      label: 'Importing',
      total: rows.length,
      checkpoint,
      owed: checkpoint.owed,
      oneByOne,
      onOutcome(outcome) {
        if (outcome.error)
          lines.push(failureOf(outcome, rows[checkpoint.places[outcome.index] ?? -1]))
      },
    })
    await checkpoint.end()
    if (plan.unusable.length > 0) process.exitCode = exit.failed
    if (highlights === 'annotations') lines.push(...(await annotateAll(wallabag, rows)))
  } finally {
    await report.write(lines)
  }
}

async function checkpointOf(
  wallabag: Wallabag,
  rows: readonly Row[],
  update: boolean,
): Promise<RowCheckpoint> {
  const keys = new RowKeys()
  const given = rows.map((row) => ({
    key: keys.next(JSON.stringify([update, wordsOf(row)])),
    url: row.url,
  }))
  return RowCheckpoint.open(checkpointFolder('imports'), await accountName(wallabag), given)
}

/** The content that identifies a row. Its position and the name of the file do not. */
function wordsOf({ row: _, content, ...known }: Row): object {
  return { ...known, content: content !== null }
}

async function inputOf(row: Row, ifExists: 'update' | 'skip'): Promise<OrderedInput> {
  const content = row.content === null ? '' : await row.content()
  return {
    url: row.url,
    ifExists,
    ifAmbiguous: 'retry',
    title: row.title ?? undefined,
    tags: row.tags.length > 0 ? row.tags : undefined,
    archived: row.archived || undefined,
    starred: row.starred || undefined,
    publishedAt: row.publishedAt ?? undefined,
    authors: someNames(row.authors),
    language: languageOf(row.language),
    content: content.trim() === '' ? undefined : content,
  }
}

async function annotateAll(wallabag: Wallabag, rows: readonly Row[]): Promise<object[]> {
  if (rows.every((row) => row.highlights.length + row.notes.length === 0)) return []
  const { annotate } = await import('../saving/annotate.js')
  const { added, there, asNotes, failures } = await annotate(wallabag, rows)
  const words = [`${plural(added, 'annotation')} added`]
  if (asNotes > 0) words.push(`${asNotes} of them as notes, since the article lacks the words`)
  if (there > 0) words.push(`${there} there already`)
  say(words.join(', '))
  if (failures.length > 0) process.exitCode = exit.failed
  return failures.map(({ row, reason }) => lineOf(row, 'failed', reason))
}

function lineOf({ row, url, title }: Row, status: string, reason: string): object {
  return { row, url, title, status, reason }
}

function highlightsOf({ row, url, title, highlights, notes }: Row): object[] {
  if (highlights.length + notes.length === 0) return []
  return [{ row, url, title, status: 'highlights', highlights, notes }]
}

function failureOf({ input, status, id, error }: JobOutcome<SaveManyInput>, row: Row | undefined) {
  return {
    row: row?.row ?? null,
    url: typeof input === 'string' ? input : input.url,
    title: row?.title ?? null,
    status,
    id,
    code: isWallabagError(error) ? error.code : null,
    reason: error ? messageOf(error) : '',
  }
}

const help = `
The format of a file is recognised. You can also name the service first:
  ${services.slice(0, 9).join(' ')}
  ${services.slice(9).join(' ')}
After an interruption, run the same command again, even if the file has grown:
it continues where it stopped, and nothing is saved twice.

Where exports come from:
  wallabag    All articles, Export, JSON (with content and annotations) or CSV
  pocket      the zip archive of 2025, its CSV files, or the older HTML
  instapaper  Settings, Download .CSV file; the older HTML too
  omnivore    the zip archive, or the folder it unpacks to
  raindrop    Settings, Export, CSV
  readwise    Reader, Preferences, Export, CSV
  browser     bookmarks as HTML, of any browser; folders become tags
  urls        a text file, one address a line, optionally followed by a title

Examples:
  wallabag import part_000000.csv --dry-run
  wallabag import ~/Downloads/pocket.zip --dates tag
  wallabag import omnivore ~/Downloads/omnivore --yes
  wallabag import links.csv --columns url=Link,title=Name,tags=Labels`

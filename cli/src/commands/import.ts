import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { isWallabagError, type JobOutcome, type SaveManyInput, type Wallabag } from 'wallabag-sdk'
import { checkpointOf } from '../account/checkpoint.js'
import { type CommonOptions, withClient } from '../account/connect.js'
import { CliError, exit } from '../exit.js'
import { type DateRule, dateRules, type ImportPlan, planImport } from '../importers/plan.js'
import type { Format } from '../importers/read.js'
import { openReport, type Report } from '../importers/report.js'
import type { Row } from '../importers/row.js'
import { runJob, setExitCode } from '../job.js'
import { someNames } from '../names.js'
import { askToBegin } from '../output/ask.js'
import { print, say } from '../output/streams.js'
import { cleanLine, plural } from '../output/text.js'

interface ImportOptions extends CommonOptions {
  readonly dates?: string
  readonly keepOrder?: true
  readonly update?: true
  readonly report?: string
  readonly dryRun?: true
  readonly yes?: true
}

/**
 * More than requests at once, which the client bounds: a save whose answer was lost is waited for, and
 * must not hold up the others.
 */
const savesAtOnce = 16

const services: readonly Format[] = [
  'pocket',
  'instapaper',
  'omnivore',
  'raindrop',
  'readwise',
  'browser',
  'urls',
]

/** Adds `import`. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('import what another service exported; says first what it is going to do')
    .argument('<service>', services.join(', '))
    .argument('<files...>', 'its export: files, or the folder they are in')
    .option('--dates <rule>', `what becomes of dates: ${dateRules.join(', ')}; none unless told`)
    .option('--keep-order', 'in the order of the file, one after another, and not oldest first')
    .option('--update', 'set tags, titles and flags of what is saved already, too')
    .option('--report <file>', 'where to write what failed and why, as JSON lines')
    .option('--dry-run', 'only say what would be done')
    .option('--yes', 'begin without a question')
    .addHelpText('after', help)
    .action((service: string, files: string[], _: unknown, command: Command) =>
      importFiles(service, files, command.optsWithGlobals()),
    )
}

async function importFiles(service: string, files: string[], options: ImportOptions) {
  const dates = dateRules.find((rule) => rule === (options.dates ?? 'none'))
  if (!dates) throw new CliError(`--dates knows ${dateRules.join(', ')}.`, exit.usage)
  const format = services.find((known) => known === service)
  if (!format) {
    throw new CliError(
      `There is no import from ${service}; there are: ${services.join(', ')}.`,
      exit.usage,
    )
  }
  // What reads all the forms is loaded only when something is read.
  const { readExport } = await import('../importers/read.js')
  const rows = await readExport(format, files)
  const plan = planImport(rows, { dates, keepOrder: options.keepOrder ?? false })
  await withClient(options, async (wallabag) => {
    await tellPlan(wallabag, plan, { ...options, dates, count: rows.length })
    if (options.dryRun) return listPlan(plan)
    await askToBegin(`Save ${plural(plan.rows.length, 'address', 'addresses')}?`, options)
    const path = options.report ?? `${basename(files[0] ?? service)}.failed.jsonl`
    await run(wallabag, plan, await openReport(path), { ...options, service, dates })
  })
}

interface PlanWords extends ImportOptions {
  readonly dates: DateRule
  readonly count: number
}

/** Says what is going to be done, before anything is. */
async function tellPlan(
  wallabag: Wallabag,
  { rows, unusable, duplicates, commas }: ImportPlan,
  { dates, count, keepOrder, update }: PlanWords,
): Promise<void> {
  const ids = await wallabag.entries.idsOf(rows.map(({ url }) => url))
  const known = [...ids.values()].filter((id) => id !== null).length
  const amount = (test: (row: Row) => boolean) => rows.filter(test).length
  const kept = update ? 'set to what the file says' : 'left as they are'
  say(`${plural(count, 'row')} in the file, ${rows.length} to save to ${wallabag.url}`)
  if (known > 0) say(`  saved already: ${known} (${kept})`)
  if (duplicates > 0) say(`  more than once in the file: ${duplicates} (merged)`)
  if (unusable.length > 0) say(`  cannot be saved: ${unusable.length} (the report says why)`)
  say(
    `  ${amount((row) => row.archived)} archived, ${amount((row) => row.starred)} starred, ` +
      `${amount((row) => row.tags.length > 0)} with tags, ` +
      `${amount((row) => row.contentFile !== null)} with content`,
  )
  if (commas > 0)
    say(`  tags with a comma, which Wallabag cannot hold: ${commas} (a blank instead)`)
  say(keepOrder ? '  in the order of the file, one after another' : '  oldest first')
  say(`  ${amount((row) => row.savedAt !== null)} with a date: ${dateWords[dates]}`)
}

const dateWords: Readonly<Record<DateRule, string>> = {
  none: 'forgotten, since Wallabag counts as saved what comes now (--dates published or tag keeps them)',
  published: 'kept as the date of publication, where the file has no other',
  tag: 'kept as a tag such as “saved 2021-03”',
}

function listPlan({ rows, unusable }: ImportPlan): void {
  for (const { url, title, tags } of rows) {
    print(`save\t${cleanLine(url)}\t${cleanLine(title ?? '')}\t${cleanLine(tags.join(', '))}`)
  }
  for (const { row, reason } of unusable) print(`refuse\t${cleanLine(row.url)}\t${reason}`)
}

interface RunOptions extends ImportOptions {
  readonly service: string
  readonly dates: DateRule
}

async function run(
  wallabag: Wallabag,
  plan: ImportPlan,
  report: Report,
  options: RunOptions,
): Promise<void> {
  const rowOf = new Map(plan.rows.map((row) => [row.url, row]))
  const failures: object[] = plan.unusable.map(({ row, reason }) => ({
    row: row.row,
    url: row.url,
    title: row.title,
    status: 'refused',
    reason,
  }))
  const ifExists = options.update ? ('update' as const) : ('skip' as const)
  const { service, dates, keepOrder, update } = options
  const urls = plan.rows.map(({ url }) => url)
  const work = [service, dates, keepOrder, update, urls]
  const concurrency = options.keepOrder ? 1 : savesAtOnce
  try {
    const checkpoint = await checkpointOf('imports', wallabag, work)
    const done = await runJob<SaveManyInput>(
      (job) =>
        wallabag.entries.saveMany(inputs(plan.rows, ifExists), { ...job, checkpoint, concurrency }),
      {
        label: 'Importing',
        total: plan.rows.length,
        name: (input) => cleanLine(urlOf(input)),
        line: (outcome) => {
          if (outcome.error) failures.push(failureOf(outcome, rowOf.get(urlOf(outcome.input))))
          return null
        },
        resume: 'Run the same command again to go on where it stopped.',
      },
    )
    setExitCode(done)
    if (plan.unusable.length > 0) process.exitCode = exit.failed
  } finally {
    await report.write(failures)
  }
}

async function* inputs(
  rows: readonly Row[],
  ifExists: 'update' | 'skip',
): AsyncGenerator<SaveManyInput> {
  for (const { url, title, tags, archived, starred, publishedAt, authors, contentFile } of rows) {
    const content = contentFile === null ? '' : await readFile(contentFile, 'utf8')
    yield {
      url,
      ifExists,
      ifAmbiguous: 'retry',
      title: title ?? undefined,
      tags: tags.length > 0 ? tags : undefined,
      archived: archived || undefined,
      starred: starred || undefined,
      publishedAt: publishedAt ?? undefined,
      authors: someNames(authors),
      content: content.trim() === '' ? undefined : content,
    }
  }
}

function urlOf(input: SaveManyInput): string {
  return typeof input === 'string' ? input : input.url
}

function failureOf({ input, status, id, error }: JobOutcome<SaveManyInput>, row: Row | undefined) {
  return {
    row: row?.row ?? null,
    url: urlOf(input),
    title: row?.title ?? null,
    status,
    id,
    code: isWallabagError(error) ? error.code : null,
    reason: error?.message ?? '',
  }
}

const help = `
Run it again after an interruption, and it goes on where it stopped; nothing is saved twice.

Where exports come from:
  pocket      the CSV files of 2025 (part_000000.csv …) or the older ril_export.html
  instapaper  Settings, Download .CSV file
  omnivore    the unpacked archive, or its metadata_….json files; content is taken over
  raindrop    Settings, Export, CSV
  readwise    Reader, Preferences, Export, CSV
  browser     the bookmarks that any browser exports as HTML; folders become tags
  urls        a text file with an address a line

Examples:
  wallabag import pocket part_000000.csv --dry-run
  wallabag import pocket ~/Downloads/pocket/ --dates tag
  wallabag import omnivore ~/Downloads/omnivore --yes`

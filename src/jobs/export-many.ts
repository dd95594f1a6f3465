import { getUser } from '../account/account.js'
import type { Context } from '../api/context.js'
import { getEntrySummary } from '../entries/entry-requests.js'
import {
  checkExportFormat,
  type ExportFormat,
  exportEntry,
  exportRequirements,
} from '../entries/export.js'
import { hasMethods, isWallabagError, unexpectedInput } from '../errors/index.js'
import { type ExportedEntry, type ExportSink, FileNames, withoutHtml } from './export-files.js'
import type { Job, RunningJob } from './job.js'
import type { JobOptions } from './job-options.js'
import { done, type Item, type Result, skipped } from './outcome.js'
import { targetJob, workById } from './target-job.js'
import type { Target, Targets } from './targets.js'

/** How often a file is fetched if its stream breaks off. The request itself has its own repeats. */
const mostTries = 3

/** How an export of many entries runs. */
export interface ExportManyOptions extends JobOptions<Target> {
  /**
   * Skips entries that were exported to the sink in this format before. The sink must have `find`
   * and `keep`, as `folderSink` does.
   */
  skipExisting?: boolean | undefined
}

/** Exports many entries, each to its own file. */
export function exportMany(
  context: Context,
  targets: Targets,
  format: ExportFormat,
  sink: ExportSink,
  options: ExportManyOptions,
): Job<Target> {
  return targetJob({
    action: 'export',
    targets,
    what: [format, options.skipExisting ?? false],
    options,
    flags: ['skipExisting'],
    context,
    requirements: exportRequirements[format] ?? [],
    plan() {
      const skipExisting = options.skipExisting ?? false
      checkExportFormat(format)
      checkSink(sink, skipExisting)
      return (items, job) => {
        const exporter = new Exporter(job, format, sink, skipExisting)
        return workById(items, job, 'export', (item, id) => exporter.export(item, id))
      }
    },
  })
}

/** Exports the entries of one job. */
class Exporter {
  readonly #job: RunningJob<Target>
  readonly #format: ExportFormat
  readonly #sink: ExportSink
  readonly #skipExisting: boolean
  readonly #names: FileNames
  #user: Promise<number> | null = null

  constructor(
    job: RunningJob<Target>,
    format: ExportFormat,
    sink: ExportSink,
    skipExisting: boolean,
  ) {
    this.#job = job
    this.#format = format
    this.#sink = sink
    this.#skipExisting = skipExisting
    this.#names = new FileNames(sink, format)
    // This includes the names of entries that are exported later.
    for (const { note } of job.open) if (note !== null) this.#names.keep(note)
  }

  async export(item: Item<Target>, id: number): Promise<Result<Target>> {
    const { title, of } = await this.#identify(item.input, id)
    const run = () => this.#exportAs(item, id, title, of)
    return of && this.#skipExisting && this.#sink.alone ? this.#sink.alone(of, run) : run()
  }

  async #exportAs(
    item: Item<Target>,
    id: number,
    title: string | null,
    of: ExportedEntry | null,
  ): Promise<Result<Target>> {
    const left = item.left?.note ?? null
    const wasThere = of && this.#skipExisting ? await this.#sink.find?.(of) : null
    if (wasThere) return skipped(item, 'exists', { id, file: wasThere })
    // The earlier run chose this name, and may have written the file before it was killed.
    const isWritten = left !== null && (await this.#sink.has(left))
    const name = isWritten ? left : await this.#fetch(item, id, title, left)
    if (of) await this.#sink.keep?.(name, of)
    return done(item, 'export', { id, file: name })
  }

  /** Writes the file, under the name from an earlier run or under a new one. */
  async #fetch(
    item: Item<Target>,
    id: number,
    title: string | null,
    left: string | null,
  ): Promise<string> {
    const reserve = (stem: string) => this.#names.reserve(stem, `entry-${id}`)
    let name = left ?? (title === null ? null : await reserve(title))
    for (let tries = 1; ; tries++) {
      const { api } = this.#job.context
      const { value: file } = await exportEntry(api, id, this.#format, this.#job.scope())
      const content = withoutHtml(file.stream)
      try {
        name ??= await reserve(title ?? withoutExtension(file.filename))
        await this.#job.begin(item, name)
        await this.#sink.write(name, content)
        return name
      } catch (error) {
        // If the sink fails before it reads, the connection would stay open.
        await content.cancel().catch(() => undefined)
        // Another job took the name in the meantime, so the next one is tried.
        if (isWallabagError(error) && error.code === 'already_exists') name = null
        else if (tries >= mostTries || !brokeOff(error)) throw error
      }
    }
  }

  /** The entry of the file, for sinks that record it. */
  async #identify(
    input: Target,
    id: number,
  ): Promise<{ title: string | null; of: ExportedEntry | null }> {
    const { title = null, createdAt } = typeof input === 'object' ? input : {}
    if (!this.#sink.keep) return { title, of: null }
    const { api } = this.#job.context
    const known =
      createdAt instanceof Date
        ? { title, createdAt }
        : (await getEntrySummary(api, id, this.#job.scope())).value
    const user = await this.#findUser()
    const savedAt = known.createdAt
    const of = { server: api.baseUrl, user, entry: id, savedAt, format: this.#format }
    return { title: known.title, of }
  }

  /** Requests the user once for all entries. After a failure the next entry requests it again. */
  #findUser(): Promise<number> {
    this.#user ??= getUser(this.#job.context.api, this.#job.scope()).then(
      ({ value }) => value.id,
      (error: unknown) => {
        this.#user = null
        throw error
      },
    )
    return this.#user
  }
}

/** Whether the transfer of the file broke off. If the sink failed, it would fail again. */
function brokeOff(error: unknown): boolean {
  return isWallabagError(error) && (error.code === 'network' || error.code === 'timeout')
}

function withoutExtension(name: string): string {
  return name.replace(/\.[a-z0-9]+$/i, '')
}

function checkSink(sink: unknown, skipExisting: boolean): void {
  const hint = '`folderSink` of `wallabag-sdk/node` writes into a folder.'
  if (!hasMethods(sink, ['has', 'write'])) {
    throw unexpectedInput('sink', 'an object with `has` and `write`', sink, hint)
  }
  if (!skipExisting || hasMethods(sink, ['find', 'keep'])) return
  throw unexpectedInput('sink', 'one with `find` and `keep` too, for `skipExisting`', sink, hint)
}

import { describe, InputError, isWallabagError } from '../errors/index.js'
import { checkExportFormat, type ExportFormat, exportRequirements } from '../models/export.js'
import { exportEntry } from '../operations/export.js'
import type { JobContext } from './context.js'
import type { ExportSink } from './export-sink.js'
import { FileNames } from './file-names.js'
import { done, type Result, skipped } from './item.js'
import type { Job } from './job.js'
import type { JobOptions } from './outcome.js'
import { type Resolved, workById } from './resolve.js'
import type { Desk } from './run.js'
import { isInputs } from './source.js'
import { targetJob } from './target-job.js'
import type { Target, Targets } from './targets.js'
import { withoutHtml } from './without-html.js'

/** How often a file is fetched whose stream breaks off; the request itself has its own repeats. */
const mostTries = 3

/** How an export of many entries runs. */
export interface ExportManyOptions extends JobOptions<Target> {
  /** Leaves files alone that are there already; unless told, a name that is taken gets a number. */
  skipExisting?: boolean | undefined
}

/** Exports many entries, each into a file of its own. */
export function exportMany(
  context: JobContext,
  targets: Targets,
  format: ExportFormat,
  sink: ExportSink,
  options: ExportManyOptions,
): Job<Target> {
  return targetJob({
    kind: 'export',
    targets,
    what: [format, options.skipExisting ?? false],
    options,
    moreOptions: ['skipExisting'],
    context,
    requirements: exportRequirements[format] ?? [],
    check() {
      checkExportFormat(format)
      checkSink(sink)
    },
    async *work(items, desk) {
      const names = new FileNames(sink, format, options.skipExisting ?? false)
      const exporter = new Exporter(context, desk, format, sink, names)
      yield* workById(items, desk, {
        context,
        action: 'export',
        mayBeMissing: !isInputs(targets),
        act: (target) => exporter.export(target),
      })
    },
  })
}

class Exporter {
  readonly #context: JobContext
  readonly #desk: Desk<Target>
  readonly #format: ExportFormat
  readonly #sink: ExportSink
  readonly #names: FileNames

  constructor(
    context: JobContext,
    desk: Desk<Target>,
    format: ExportFormat,
    sink: ExportSink,
    names: FileNames,
  ) {
    this.#context = context
    this.#desk = desk
    this.#format = format
    this.#sink = sink
    this.#names = names
  }

  async export(target: Resolved): Promise<Result<Target>> {
    const { item, id, title } = target
    const begun = item.left?.note ?? null
    if (begun !== null) this.#names.keep(begun)
    // The run before gave it this name, and had it perhaps written when it was ended.
    if (begun !== null && (await this.#sink.has(begun))) {
      return done(item, 'export', { id, file: begun })
    }
    let place = begun === null ? null : { name: begun, exists: false }
    if (title !== null) place ??= await this.#names.reserve(title, `entry-${id}`)
    for (let tries = 1; ; tries++) {
      if (place?.exists) return skipped(item, 'exists', { id, file: place.name })
      const { value: file } = await exportEntry(
        this.#context.api,
        id,
        this.#format,
        this.#desk.scope(),
      )
      const content = withoutHtml(file.stream)
      try {
        place ??= await this.#names.reserve(withoutExtension(file.filename), `entry-${id}`)
        if (place.exists) {
          await content.cancel()
          continue
        }
        await this.#desk.begin(item, place.name)
        await this.#sink.write(place.name, content)
        return done(item, 'export', { id, file: place.name })
      } catch (error) {
        // A sink that failed before it read anything would leave the connection open.
        await content.cancel().catch(() => undefined)
        if (tries >= mostTries || !brokeOff(error)) throw error
      }
    }
  }
}

/** Whether the file broke off on its way here; a sink that fails would fail again. */
function brokeOff(error: unknown): boolean {
  return isWallabagError(error) && (error.code === 'network' || error.code === 'timeout')
}

function withoutExtension(name: string): string {
  return name.replace(/\.[a-z0-9]+$/i, '')
}

function checkSink(sink: unknown): void {
  const isSink =
    typeof sink === 'object' &&
    sink !== null &&
    ['has', 'write'].every((name) => typeof Reflect.get(sink, name) === 'function')
  if (isSink) return
  throw new InputError(
    'invalid_input',
    `sink: expected an object with \`has\` and \`write\`, received ${describe(sink)}.`,
    '`folderSink` of `wallabag-sdk/node` writes into a folder.',
  )
}

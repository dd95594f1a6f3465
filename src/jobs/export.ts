import { isWallabagError, unexpectedInput } from '../errors/index.js'
import { checkExportFormat, type ExportFormat, exportRequirements } from '../models/export.js'
import type { Context } from '../operations/context.js'
import { exportEntry } from '../operations/export.js'
import { hasMethods } from './check-job-options.js'
import type { ExportSink } from './export-sink.js'
import { FileNames } from './file-names.js'
import { done, type Result, skipped } from './item.js'
import type { Job } from './job.js'
import type { JobOptions } from './outcome.js'
import { type Resolved, workById } from './resolve.js'
import type { Desk } from './run.js'
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
      checkExportFormat(format)
      checkSink(sink)
      return (items, desk) => {
        const names = new FileNames(sink, format, options.skipExisting ?? false)
        return workById(items, desk, 'export', (one) =>
          exportOne(one, { desk, format, sink, names }),
        )
      }
    },
  })
}

interface Press {
  readonly desk: Desk<Target>
  readonly format: ExportFormat
  readonly sink: ExportSink
  readonly names: FileNames
}

async function exportOne(target: Resolved, press: Press): Promise<Result<Target>> {
  const { item, id, title } = target
  const { desk, format, sink, names } = press
  const left = item.left?.note ?? null
  if (left !== null) names.keep(left)
  // The run before gave it this name, and had it perhaps written when it was ended.
  if (left !== null && (await sink.has(left))) return done(item, 'export', { id, file: left })
  const reserve = (stem: string) => names.reserve(stem, `entry-${id}`)
  let place = left === null ? null : { name: left, exists: false }
  if (title !== null) place ??= await reserve(title)
  for (let tries = 1; ; tries++) {
    if (place?.exists) return skipped(item, 'exists', { id, file: place.name })
    const { value: file } = await exportEntry(desk.context.api, id, format, desk.scope())
    const content = withoutHtml(file.stream)
    try {
      place ??= await reserve(withoutExtension(file.filename))
      if (place.exists) {
        await content.cancel()
        continue
      }
      await desk.begin(item, place.name)
      await sink.write(place.name, content)
      return done(item, 'export', { id, file: place.name })
    } catch (error) {
      // A sink that failed before it read anything would leave the connection open.
      await content.cancel().catch(() => undefined)
      if (tries >= mostTries || !brokeOff(error)) throw error
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
  if (hasMethods(sink, ['has', 'write'])) return
  const hint = '`folderSink` of `wallabag-sdk/node` writes into a folder.'
  throw unexpectedInput('sink', 'an object with `has` and `write`', sink, hint)
}

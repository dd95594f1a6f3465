import { InputError } from '../errors/index.js'
import { changesToWire, type EntryChanges } from '../models/entry-changes.js'
import type { WireFields } from '../models/entry-input.js'
import { normalizeLabels } from '../models/label.js'
import { updateEntry } from '../operations/entries.js'
import type { JobContext } from './context.js'
import { done } from './item.js'
import type { Job } from './job.js'
import { KnownLabels } from './labels.js'
import type { JobOptions } from './outcome.js'
import { type Resolved, workById } from './resolve.js'
import { isInputs } from './source.js'
import { targetJob } from './target-job.js'
import type { Target, Targets } from './targets.js'

/** Sets the same fields on many entries. */
export function updateMany(
  context: JobContext,
  targets: Targets,
  changes: EntryChanges,
  options: JobOptions<Target>,
): Job<Target> {
  let fields: WireFields = {}
  return targetJob({
    kind: 'update',
    targets,
    what: changes,
    options,
    context,
    check() {
      fields = changesToWire(changes)
      if (Object.keys(fields).length === 0) {
        throw new InputError('invalid_input', 'changes: expected at least one.')
      }
    },
    async *work(items, desk) {
      const { api } = context
      const labels = normalizeLabels(changes.tags ?? [])
      const known =
        labels.length > 0 && !desk.dryRun
          ? await KnownLabels.load(api, desk.scope())
          : KnownLabels.none()
      const act = async ({ item, id }: Resolved) => {
        const update = () => updateEntry(api, id, fields, desk.scope())
        const { value: entry } = await known.introduce(labels, update, () => true)
        return done(item, 'update', { id, entry })
      }
      yield* workById(items, desk, {
        context,
        action: 'update',
        mayBeMissing: !isInputs(targets),
        act,
      })
    },
  })
}

import { InputError } from '../errors/index.js'
import { changesToWire, type EntryChanges } from '../models/entry-changes.js'
import type { WireFields } from '../models/entry-input.js'
import { normalizeLabels } from '../models/label.js'
import type { Context } from '../operations/context.js'
import { updateEntry } from '../operations/entries.js'
import { done, type Item } from './item.js'
import type { Job } from './job.js'
import { KnownLabels } from './labels.js'
import type { JobOptions } from './outcome.js'
import { workById } from './resolve.js'
import type { Desk, Work } from './run.js'
import { targetJob } from './target-job.js'
import type { Target, Targets } from './targets.js'

/** Sets the same fields on many entries. */
export function updateMany(
  context: Context,
  targets: Targets,
  changes: EntryChanges,
  options: JobOptions<Target>,
): Job<Target> {
  return targetJob({
    action: 'update',
    targets,
    what: changes,
    options,
    context,
    plan() {
      const fields = changesToWire(changes)
      if (Object.keys(fields).length === 0) {
        throw new InputError('invalid_input', 'changes: expected at least one.')
      }
      const labels = normalizeLabels(changes.tags ?? [])
      return (items, desk) => work(items, desk, fields, labels)
    },
  })
}

async function* work(
  items: AsyncIterable<Item<Target>>,
  desk: Desk<Target>,
  fields: WireFields,
  labels: readonly string[],
): AsyncGenerator<Work<Target>, void, undefined> {
  const { api } = desk.context
  const mustKnow = labels.length > 0 && !desk.dryRun
  const known = mustKnow ? await KnownLabels.load(api, desk.scope()) : KnownLabels.none()
  yield* workById(items, desk, 'update', async ({ item, id }) => {
    const update = () => updateEntry(api, id, fields, desk.scope())
    const { value: entry } = await known.introduce(labels, update)
    return done(item, 'update', { id, entry })
  })
}

import type { Context } from '../api/context.js'
import { changesToWire, type EntryChanges, type WireFields } from '../entries/entry-fields.js'
import { deleteEntry, updateEntry } from '../entries/entry-requests.js'
import { InputError } from '../errors/index.js'
import { normalizeLabels } from '../values/tag.js'
import type { Job, RunningJob, Work } from './job.js'
import type { JobOptions } from './job-options.js'
import { KnownLabels } from './known-labels.js'
import { done, type Item } from './outcome.js'
import { targetJob, workById } from './target-job.js'
import type { Target, Targets } from './targets.js'

/**
 * Deletes many entries, each by its id. The mass delete finds by address: repeated after a lost
 * answer it would delete the next copy of the same address.
 */
export function deleteMany(
  context: Context,
  targets: Targets,
  options: JobOptions<Target>,
): Job<Target> {
  return targetJob({
    action: 'delete',
    targets,
    what: null,
    options,
    context,
    plan: () => (items, job) =>
      workById(items, job, 'delete', async ({ item, id }) => {
        await deleteEntry(context.api, id, job.scope())
        return done(item, 'delete', { id })
      }),
  })
}

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
      return (items, job) => work(items, job, fields, labels)
    },
  })
}

async function* work(
  items: AsyncIterable<Item<Target>>,
  job: RunningJob<Target>,
  fields: WireFields,
  labels: readonly string[],
): AsyncGenerator<Work<Target>, void, undefined> {
  const { api } = job.context
  const mustKnow = labels.length > 0 && !job.dryRun
  const known = mustKnow ? await KnownLabels.load(api, job.scope()) : KnownLabels.none()
  yield* workById(items, job, 'update', async ({ item, id }) => {
    const update = () => updateEntry(api, id, fields, job.scope())
    const { value: entry } = await known.introduce(labels, update)
    return done(item, 'update', { id, entry })
  })
}

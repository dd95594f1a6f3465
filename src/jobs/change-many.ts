import type { Context } from '../api/context.js'
import { missingFields } from '../entries/create.js'
import type { EntrySummary } from '../entries/entry.js'
import { changesToWire, type EntryChanges, type WireFields } from '../entries/entry-fields.js'
import { deleteEntry, getEntry, updateEntry } from '../entries/entry-requests.js'
import { InputError } from '../errors/index.js'
import { normalizeLabels } from '../values/tag.js'
import type { Job, RunningJob, Work } from './job.js'
import type { JobOptions } from './job-options.js'
import { KnownLabels } from './known-labels.js'
import { beforeOf, done, type EntryBefore, type Item, skipped } from './outcome.js'
import { targetJob, workById } from './target-job.js'
import type { Target, Targets } from './targets.js'

/**
 * Deletes many entries, each by its id. The mass deletion finds entries by address, so a repeat
 * after a lost answer would delete another entry with the same address.
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
      workById(items, job, 'delete', async (item, id) => {
        // The earlier run has deleted it, or it no longer matches the filter.
        if (item.isSame) return skipped(item, 'missing', { id })
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
    isDone: (entry) => isDone(entry, changes),
    plan() {
      const fields = changesToWire(changes)
      if (Object.keys(fields).length === 0) {
        throw new InputError('invalid_input', 'changes: expected at least one.')
      }
      return (items, job) => work(items, job, fields, changes)
    },
  })
}

/**
 * Whether an entry already has the wanted values. The content cannot be compared, because the
 * server cleans it (quirk 41).
 */
function isDone(entry: EntrySummary, { tags, content, ...fields }: EntryChanges): boolean {
  const isSet = Object.keys(missingFields(entry, fields, false)).length === 0
  return content === undefined && isSet && hasTags(beforeOf(entry), tags)
}

/** Whether the given fields of an entry show that it does not have the wanted values. */
function differs(before: EntryBefore | null, changes: EntryChanges): boolean {
  if (before === null) return false
  const { archived = before.archived, starred = before.starred, tags } = changes
  return before.archived !== archived || before.starred !== starred || !hasTags(before, tags)
}

/** Whether an entry has exactly these tags. */
function hasTags(before: EntryBefore, tags: readonly string[] | undefined): boolean {
  const wanted = new Set(tags ? normalizeLabels(tags) : before.tags)
  return wanted.size === before.tags.length && before.tags.every((label) => wanted.has(label))
}

async function* work(
  items: AsyncIterable<Item<Target>>,
  job: RunningJob<Target>,
  fields: WireFields,
  changes: EntryChanges,
): AsyncGenerator<Work<Target>, void, undefined> {
  const { api } = job.context
  const labels = normalizeLabels(changes.tags ?? [])
  // Setting these changes a date even if the value is the same (quirks 16 and 57). Setting other
  // fields to the same value changes nothing.
  const mustLook = changes.archived || changes.starred || labels.length > 0
  const mustKnow = labels.length > 0 && !job.dryRun
  const known = mustKnow ? await KnownLabels.load(api, job.scope()) : KnownLabels.none()
  yield* workById(items, job, 'update', async (item, id) => {
    if (item.isSame) return skipped(item, 'unchanged', { id })
    let { before } = item
    if (item.isSame === null && mustLook && !differs(before, changes)) {
      const { value: entry } = await getEntry(api, id, job.scope())
      before = beforeOf(entry)
      if (isDone(entry, changes)) return skipped(item, 'unchanged', { id, entry, before })
    }
    const update = () => updateEntry(api, id, fields, job.scope())
    const { value: entry } = await known.introduce(labels, update)
    return done(item, 'update', { id, entry, before })
  })
}

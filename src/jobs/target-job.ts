// The common part of update, tag, delete and export jobs: their targets are looked up, checked and
// processed by id.
import { falselyMissing, isMissingEntry } from '../api/api.js'
import type { Settled } from '../api/chunks.js'
import type { Requirement } from '../api/version-gate.js'
import { walkEntries } from '../entries/ahead.js'
import type { EntrySummary } from '../entries/entry.js'
import { filterToWire } from '../entries/entry-filter.js'
import { isAbsent } from '../entries/entry-requests.js'
import { isWanted, type Where } from '../entries/where.js'
import { isWallabagError, WallabagError } from '../errors/index.js'
import type { Checkpoint } from './checkpoint.js'
import { lookUpEach } from './find-ids.js'
import { Job, type JobSpec, type RunningJob, type Work } from './job.js'
import {
  beforeOf,
  failed,
  type Item,
  type JobAction,
  notSaved,
  type Result,
  skipped,
} from './outcome.js'
import { checkAtMost, isInputs, type Opened, openGiven, unknown } from './source.js'
import {
  type CheckedItem,
  checkedItems,
  checkTargets,
  identityOf,
  isWhere,
  keyOf,
  Seen,
  type Target,
  type Targets,
} from './targets.js'

/** What is checked for an entry that a filter finds. */
interface Look {
  /** The predicate of the caller. */
  readonly where: Where | undefined
  /** Whether the entry already has the wanted values. */
  readonly isDone: ((entry: EntrySummary) => boolean) | undefined
  /** Whether the job skips items that an earlier run began but that the filter no longer finds. */
  readonly mustMatch: boolean
}

/**
 * Finds the entries of a filter. All of them are found before the first change, because changes
 * would move the list during the walk, and `expectAtMost` could not be checked in time. Only the
 * needed fields of each entry are kept.
 */
async function openFound(
  filter: URLSearchParams,
  job: RunningJob<Target>,
  checkpoint: Checkpoint | null,
  atMost: number | undefined,
  { where, isDone, mustMatch }: Look,
): Promise<Opened<Target>> {
  const last = checkpoint?.position ?? -1
  const open = new Map(checkpoint?.open.map((left) => [left.position, left]))
  const all: Omit<Item<Target>, 'index'>[] = []
  let upTo = 0
  for await (const page of walkEntries(job.context.api, filter, () => job.scope())) {
    const readable = new Map(page.items.map((entry) => [entry.id, entry]))
    const fresh = page.ids.filter((id) => id > upTo)
    upTo = fresh.at(-1) ?? upTo
    for (const id of fresh) {
      const entry = readable.get(id)
      if (entry && !isWanted(where, entry)) continue
      const left = open.get(id) ?? null
      // With its address an open item of an earlier run can be part of a mass call again.
      if (left || id > last) all.push({ ...foundOf(id, entry, isDone), left })
      open.delete(id)
    }
    checkAtMost(all.length + open.size, atMost)
    await job.found(all.length + open.size)
  }
  // Items that an earlier run began are finished even if the filter no longer finds them, because
  // the first of several steps may have removed them from it. With `mustMatch` they are skipped.
  for (const [position, left] of open) {
    const isSame = mustMatch || null
    all.push({ ...unknown, input: position, position, isFound: true, left, isSame })
  }
  return { total: all.length, items: items() }

  async function* items(): AsyncGenerator<Item<Target>, void, undefined> {
    for (const [index, one] of all.entries()) {
      if (!one.left) checkpoint?.take(one.position, '')
      yield { ...one, index }
    }
  }
}

function foundOf(id: number, entry: EntrySummary | undefined, isDone: Look['isDone']) {
  const found = { ...unknown, isFound: true, position: id }
  if (!entry) return { ...found, input: { id, url: null, title: null }, problem: unreadable(id) }
  const { url, title, createdAt, hashedUrl } = entry
  return {
    ...found,
    input: { id, url, title, createdAt },
    isHashed: hashedUrl !== null,
    isSame: isDone?.(entry) ?? null,
    before: beforeOf(entry),
  }
}

/**
 * The error for an invalid entry in the list, which must not be changed. The walk has reported the
 * reason to `onInvalid`.
 */
function unreadable(id: number): WallabagError {
  return new WallabagError('unexpected_shape', `Entry ${id} is invalid in the list.`, {
    hint: '`onInvalid` is told what is wrong with it.',
    outcome: 'refused',
  })
}

/** Splits the work into one piece per entry. Addresses are looked up in batches first. */
export async function* workById(
  items: AsyncIterable<Item<Target>>,
  job: RunningJob<Target>,
  action: JobAction,
  act: (item: Item<Target>, id: number) => Promise<Result<Target>>,
): AsyncGenerator<Work<Target>, void, undefined> {
  const seen = new Seen()
  const urlOf = (one: CheckedItem | Result<Target>) =>
    one.id === null && 'url' in one ? one.url : null
  const checked = checkedItems(items, job.context)
  for await (const [one, found] of lookUpEach(checked, urlOf, job)) {
    const resolved = 'status' in one ? one : await resolve(one, found)
    yield async () => {
      if ('status' in resolved) return [resolved]
      const { item, id } = resolved
      if (job.dryRun) return [skipped(item, 'dry-run', { action, id })]
      try {
        return [await act(item, id)]
      } catch (error) {
        return [await failedOrMissing(item, error, action, id, job)]
      }
    }
  }

  async function resolve({ item, id: given }: CheckedItem, found?: Settled<number | null>) {
    if (given === null && found?.error) return failed(item, found.error)
    const id = given ?? found?.value ?? null
    if (id === null) return failedOrMissing(item, notSaved(), action, null, job)
    // Two addresses can lead to the same entry.
    return seen.add(id) ? { item, id } : skipped(item, 'duplicate', { id })
  }
}

/** The result of an item whose call failed. */
export async function failedOrMissing(
  item: Item<Target>,
  error: unknown,
  action: JobAction,
  id: number | null,
  job: RunningJob<Target>,
): Promise<Result<Target>> {
  // If the entry was deleted between two steps, the steps before no longer matter.
  const reason = isWallabagError(error) && isMissingEntry(error.cause) ? error.cause : error
  const mayBeMissing = item.isFound || action === 'delete'
  if (!mayBeMissing || !isMissingEntry(reason)) return failed(item, reason, { action, id })
  try {
    // An address without an entry confirms that the entry does not exist.
    const { input, isHashed } = item
    const url = isHashed && typeof input === 'object' ? input.url : null
    // Entries saved before 2.4 have no hash, so looking up their hash would find nothing.
    const found = url ? await job.whoHas(url) : undefined
    const isGone = id === null || (await isAbsent(job.context.api, id, job.scope(), found))
    if (isGone) return skipped(item, 'missing', { id })
    return failed(item, falselyMissing(reason), { action, id })
  } catch (witness) {
    return failed(item, witness, { action, id })
  }
}

/** A job on existing entries. */
export interface TargetJob extends Pick<JobSpec<Target>, 'context' | 'options' | 'flags' | 'plan'> {
  readonly action: JobAction
  readonly targets: Targets
  /** What the job does, as far as it distinguishes the job from others. */
  readonly what: unknown
  /** The server features that the job needs. */
  readonly requirements?: readonly Requirement[]
  /** Whether an entry already has the wanted values. */
  readonly isDone?: (entry: EntrySummary) => boolean
}

export function targetJob(job: TargetJob): Job<Target> {
  const { action, targets, what, options, requirements = [], isDone } = job
  const { version } = job.context
  return new Job({
    ...job,
    identity: [action, what, identityOf(targets)],
    plan() {
      checkTargets(targets, options.checkpoint !== undefined)
      return job.plan()
    },
    async open(job, checkpoint) {
      const { expectAtMost } = options
      await version.require(requirements, job.scope())
      if (isInputs(targets)) return openGiven(targets, keyOf, checkpoint, expectAtMost)
      const { filter, where } = isWhere(targets) ? targets : { filter: targets, where: undefined }
      const { query, requirements: needed } = filterToWire('all' in filter ? {} : filter)
      await version.require(needed, job.scope())
      return openFound(query, job, checkpoint, expectAtMost, {
        where,
        isDone,
        mustMatch: action === 'delete' || action === 'update',
      })
    },
  })
}

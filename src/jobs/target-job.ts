// What update, tag, delete and export jobs share: their targets are found, checked and worked on by id.
import { falselyMissing, isMissingEntry } from '../api/api.js'
import { batches, type Settled, UrlLine } from '../api/chunks.js'
import type { Requirement } from '../api/version-gate.js'
import { walkEntries } from '../entries/ahead.js'
import type { EntrySummary } from '../entries/entry.js'
import { filterToWire } from '../entries/entry-filter.js'
import { isAbsent } from '../entries/entry-requests.js'
import { isWanted, type Where } from '../entries/where.js'
import { isWallabagError, WallabagError } from '../errors/index.js'
import type { Checkpoint } from './checkpoint.js'
import { findIds, hashLength } from './find-ids.js'
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
  type CheckedTarget,
  checkedItems,
  checkTargets,
  identityOf,
  isWhere,
  keyOf,
  Seen,
  type Target,
  type Targets,
} from './targets.js'

type Found = Omit<Item<Target>, 'index' | 'isFound'>

/** What is asked of an entry that a filter finds. */
interface Look {
  /** Whether it is meant. */
  readonly where: Where | undefined
  /** Whether nothing is to be done to it. */
  readonly isDone: ((entry: EntrySummary) => boolean) | undefined
}

/**
 * Finds the entries of a filter. All of them before the first change, or the changes would move the
 * list under the walk, and nobody could count before it is too late. Of each only what is needed.
 */
export async function openFound(
  filter: URLSearchParams,
  job: RunningJob<Target>,
  checkpoint: Checkpoint | null,
  atMost: number | undefined,
  look: Look,
): Promise<Opened<Target>> {
  const last = checkpoint?.position ?? -1
  const open = new Map(checkpoint?.open.map((left) => [left.position, left]))
  const all: Found[] = []
  for await (const page of find(filter, job, look)) {
    for (const one of page) {
      const left = open.get(one.position) ?? null
      // By its address, too, it is again one of many in a call.
      if (left || one.position > last) all.push({ ...one, left })
      open.delete(one.position)
    }
    checkAtMost(all.length + open.size, atMost)
    await job.found(all.length + open.size)
  }
  // What was begun may no longer be what the filter finds, and is finished all the same.
  for (const [position, left] of open) {
    all.push({ input: position, position, isHashed: false, ...unknown, left })
  }
  return { total: all.length, items: items() }

  async function* items(): AsyncGenerator<Item<Target>, void, undefined> {
    for (const [index, one] of all.entries()) {
      if (!one.left) checkpoint?.take(one.position, '')
      yield { ...one, index, isFound: true }
    }
  }
}

async function* find(
  filter: URLSearchParams,
  job: RunningJob<Target>,
  { where, isDone }: Look,
): AsyncGenerator<Found[], void, undefined> {
  let last = 0
  for await (const page of walkEntries(job.context.api, filter, () => job.scope())) {
    const readable = new Map(page.items.map((entry) => [entry.id, entry]))
    const fresh = page.ids.filter((id) => id > last)
    last = fresh.at(-1) ?? last
    const isMeant = (entry?: EntrySummary) => !entry || isWanted(where, entry)
    yield fresh
      .filter((id) => isMeant(readable.get(id)))
      .map((id) => {
        const entry = readable.get(id)
        const { url, title, createdAt } = entry ?? {}
        const input = {
          id,
          url: url ?? null,
          title: title ?? null,
          ...(createdAt && { createdAt }),
        }
        const isHashed = typeof entry?.hashedUrl === 'string'
        const isSame = entry && isDone ? isDone(entry) : null
        const problem = entry ? null : unreadable(id)
        const before = entry ? beforeOf(entry) : null
        return { input, position: id, isHashed, left: null, isSame, before, problem }
      })
  }
}

/** What changes an entry must not go by an answer that made no sense; the walk has told `onInvalid` why. */
function unreadable(id: number): WallabagError {
  return new WallabagError('unexpected_shape', `Entry ${id} came in a list as no entry should.`, {
    hint: 'What is wrong with it is told to `onInvalid`.',
    outcome: 'refused',
  })
}

/** A target whose entry is known. */
export interface Resolved {
  readonly item: Item<Target>
  readonly id: number
  readonly title: string | null
  readonly createdAt: Date | null
}

/** Cuts work on entries into pieces of one entry each; addresses are looked up in batches first. */
export async function* workById(
  items: AsyncIterable<Item<Target>>,
  job: RunningJob<Target>,
  action: JobAction,
  act: (target: Resolved) => Promise<Result<Target>>,
): AsyncGenerator<Work<Target>, void, undefined> {
  for await (const one of resolve(items, job, action)) {
    yield async () => {
      if ('status' in one) return [one]
      const { item, id } = one
      if (job.dryRun) return [skipped(item, 'dry-run', { action, id })]
      try {
        return [await act(one)]
      } catch (error) {
        return [await fallen(item, error, action, id, job)]
      }
    }
  }
}

/** What becomes of an item whose call failed. */
export async function fallen(
  item: Item<Target>,
  error: unknown,
  action: JobAction,
  id: number | null,
  job: RunningJob<Target>,
): Promise<Result<Target>> {
  // Deleted between two steps: that some were made on it is nobody's concern any more.
  const reason = isWallabagError(error) && isMissingEntry(error.cause) ? error.cause : error
  const mayBeMissing = item.isFound || action === 'delete'
  if (!mayBeMissing || !isMissingEntry(reason)) return failed(item, reason, { action, id })
  try {
    // Without an id nobody has its address, which is a witness of its own.
    const { input, isHashed } = item
    const url = isHashed && typeof input === 'object' ? input.url : null
    // Rows from before 2.4 have no hash, and nobody would have theirs.
    const found = url ? await job.whoHas(url) : undefined
    const isGone = id === null || (await isAbsent(job.context.api, id, job.scope(), found))
    if (isGone) return skipped(item, 'missing', { id })
    return failed(item, falselyMissing(reason), { action, id })
  } catch (witness) {
    return failed(item, witness, { action, id })
  }
}

async function* resolve(
  items: AsyncIterable<Item<Target>>,
  job: RunningJob<Target>,
  action: JobAction,
): AsyncGenerator<Resolved | Result<Target>, void, undefined> {
  const { api } = job.context
  const line = new UrlLine()
  const seen = new Seen()
  const weigh = ({ target }: CheckedItem) => (target?.id === null ? hashLength : 0)
  for await (const batch of batches(checkedItems(items, job.context), weigh, () => line.query)) {
    const urls = batch.flatMap(({ target }) => (target?.id === null ? target.url : []))
    const found = await findIds(api, urls, job.scope(), line)
    for (const one of batch) yield one.result ?? (await resolveOne(one.item, one.target, found))
  }

  async function resolveOne(
    item: Item<Target>,
    target: CheckedTarget,
    found: ReadonlyMap<string, Settled<number | null>>,
  ): Promise<Resolved | Result<Target>> {
    const lookup = target.id === null ? found.get(target.url) : null
    if (lookup?.error) return failed(item, lookup.error)
    const id = target.id ?? lookup?.value ?? null
    if (id === null) return fallen(item, notSaved(), action, null, job)
    // Two addresses can lead to one entry.
    if (!seen.add(id)) return skipped(item, 'duplicate', { id })
    return { item, id, title: target.title, createdAt: target.createdAt }
  }
}

/** A job on entries that exist. */
export interface TargetJob extends Pick<JobSpec<Target>, 'context' | 'options' | 'flags' | 'plan'> {
  readonly action: JobAction
  readonly targets: Targets
  /** What is done to them, as far as it makes this job another than the next. */
  readonly what: unknown
  /** What the server must be able to do. */
  readonly requirements?: readonly Requirement[]
  /** Whether an entry that a filter finds is as it is wanted. */
  readonly isDone?: (entry: EntrySummary) => boolean
}

/** Makes a job on entries that exist. */
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
      return openFound(query, job, checkpoint, expectAtMost, { where, isDone })
    },
  })
}

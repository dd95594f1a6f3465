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
  checkedItems,
  checkTargets,
  identityOf,
  isWhere,
  keyOf,
  Seen,
  type Target,
  type Targets,
} from './targets.js'

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
  { where, isDone }: Look,
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
      // By its address, too, it is again one of many in a call.
      if (left || id > last) all.push({ ...foundOf(id, entry, isDone), left })
      open.delete(id)
    }
    checkAtMost(all.length + open.size, atMost)
    await job.found(all.length + open.size)
  }
  // What was begun may no longer be what the filter finds, and is finished all the same.
  for (const [position, left] of open) {
    all.push({ ...unknown, input: position, position, isFound: true, left })
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

/** What changes an entry must not go by an answer that made no sense; the walk has told `onInvalid` why. */
function unreadable(id: number): WallabagError {
  return new WallabagError('unexpected_shape', `Entry ${id} came in a list as no entry should.`, {
    hint: 'What is wrong with it is told to `onInvalid`.',
    outcome: 'refused',
  })
}

/** Cuts work on entries into pieces of one entry each; addresses are looked up in batches first. */
export async function* workById(
  items: AsyncIterable<Item<Target>>,
  job: RunningJob<Target>,
  action: JobAction,
  act: (item: Item<Target>, id: number) => Promise<Result<Target>>,
): AsyncGenerator<Work<Target>, void, undefined> {
  const { api } = job.context
  const line = new UrlLine()
  const seen = new Seen()
  const urlOf = (one: CheckedItem | Result<Target>) =>
    one.id === null && 'url' in one ? one.url : null
  const weigh = (one: CheckedItem | Result<Target>) => (urlOf(one) === null ? 0 : hashLength)
  for await (const batch of batches(checkedItems(items, job.context), weigh, () => line.query)) {
    const urls = batch.flatMap((one) => urlOf(one) ?? [])
    const found = await findIds(api, urls, job.scope(), line)
    for (const one of batch) {
      const resolved = 'status' in one ? one : await resolve(one, found.get(one.url ?? ''))
      yield async () => {
        if ('status' in resolved) return [resolved]
        const { item, id } = resolved
        if (job.dryRun) return [skipped(item, 'dry-run', { action, id })]
        try {
          return [await act(item, id)]
        } catch (error) {
          return [await fallen(item, error, action, id, job)]
        }
      }
    }
  }

  async function resolve({ item, id: given }: CheckedItem, found?: Settled<number | null>) {
    if (given === null && found?.error) return failed(item, found.error)
    const id = given ?? found?.value ?? null
    if (id === null) return fallen(item, notSaved(), action, null, job)
    // Two addresses can lead to one entry.
    return seen.add(id) ? { item, id } : skipped(item, 'duplicate', { id })
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

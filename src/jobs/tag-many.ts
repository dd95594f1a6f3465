import { batches, isTooLong, type Settled, UrlLine } from '../api/chunks.js'
import type { Context } from '../api/context.js'
import { addTagsToEntries, massTagLength, removeTagsFromEntries } from '../entries/batch.js'
import type { Entry } from '../entries/entry.js'
import { addEntryTags } from '../entries/entry-requests.js'
import { removeTags } from '../entries/tagging.js'
import { InputError, isWallabagError, noSuch, WallabagError } from '../errors/index.js'
import { step } from '../errors/partial-error.js'
import { listTags } from '../tags/tag-requests.js'
import { existingLabel, normalizeLabels, type Tag } from '../values/tag.js'
import { type Address, Addresses } from './addresses.js'
import { findIds, hashLength } from './find-ids.js'
import type { Job, RunningJob, Work } from './job.js'
import type { JobOptions } from './job-options.js'
import { KnownLabels } from './known-labels.js'
import { done, failed, type Item, notSaved, type Result, skipped } from './outcome.js'
import { failedOrMissing, targetJob, workById } from './target-job.js'
import { type CheckedItem, checkedItems, type Target, type Targets } from './targets.js'

/** A target whose address is known. */
export interface Addressed extends Address {
  readonly item: Item<Target>
  /** The id of the entry, or `null` for whichever entry is found under the address. */
  readonly id: number | null
}

export interface TaggerParts {
  readonly job: RunningJob<Target>
  readonly line: UrlLine
  readonly known: KnownLabels
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** What a mass call found under each address: an id, or `null`. */
type Hits = Map<string, Settled<number | null>>

type MassCall = typeof addTagsToEntries

/** Tags entries. Many are tagged in one call if the call affects exactly these entries. */
export class Tagger {
  readonly #parts: TaggerParts
  /**
   * The tags to remove. Labels without a tag are left out: they are on no entry, and would make a
   * mass call fail with a 500 midway (quirk 26).
   */
  #unwanted: readonly Tag[]

  constructor(parts: TaggerParts) {
    this.#parts = parts
    this.#unwanted = parts.known.tagsOf(parts.remove)
  }

  /** Tags one entry by its id. */
  async one(item: Item<Target>, id: number): Promise<Result<Target>> {
    try {
      const entry = await this.#change(id)
      return entry ? done(item, 'tag', { id, entry }) : skipped(item, 'unchanged', { id })
    } catch (error) {
      return failedOrMissing(item, error, 'tag', id, this.#parts.job)
    }
  }

  /** Tags entries by their addresses, or by id if the address does not lead to the entry. */
  async tagByAddress(targets: readonly Addressed[]): Promise<Result<Target>[]> {
    const leads = await this.#whereTheyLead(targets)
    const results: Result<Target>[] = []
    for (const { item, id } of targets.filter((target) => !leads(target))) {
      if (id !== null) results.push(await this.one(item, id))
    }
    return [...results, ...(await this.#byAddress(targets.filter(leads)))]
  }

  /** Tags one entry. Returns `null` if there was nothing to do. */
  async #change(id: number): Promise<Entry | null> {
    const { job, known, add } = this.#parts
    const { api } = job.context
    const steps: string[] = []
    let entry: Entry | null = null
    if (add.length > 0) {
      const adding = () => addEntryTags(api, id, add, job.scope())
      const added = await step(id, steps, 'tags added', () => known.introduce(add, adding))
      entry = added.value
    }
    if (this.#unwanted.length > 0) {
      const removing = () => removeTags(api, id, this.#unwanted, job.scope(), entry?.tags)
      entry = (await step(id, steps, 'tags removed', removing)).value
    }
    return entry
  }

  /**
   * Determines which targets a mass call by address would affect exactly. If several entries have
   * an address, `exists` returns the last one and a mass call affects the first one. If both return
   * the target, there is only one such entry, and if it is deleted meanwhile, the call affects no
   * other. The mass endpoint is asked with an empty list of labels, which changes nothing. This is
   * skipped for addresses that a walk through the library has shown to be unique.
   */
  async #whereTheyLead(targets: readonly Addressed[]): Promise<(target: Addressed) => boolean> {
    const { job, line } = this.#parts
    const meant = targets.filter(({ id }) => id !== null)
    const urls = meant.map(({ url }) => url)
    const last = await findIds(job.context.api, urls, job.scope(), line)
    const likely = meant.filter(({ id, url }) => last.get(url)?.value === id)
    const unproven = likely.filter(({ isOnly }) => !isOnly)
    const first = await this.#mass(unproven, [], addTagsToEntries)
    const right = new Set(
      likely.filter(({ id, url, isOnly }) => isOnly || first.get(url)?.value === id),
    )
    return (target) => target.id === null || right.has(target)
  }

  async #byAddress(targets: readonly Addressed[]): Promise<Result<Target>[]> {
    const { known, add } = this.#parts
    let hits: Hits = new Map()
    if (add.length > 0) {
      const adding = () => this.#mass(targets, add, addTagsToEntries)
      hits = await known.introduce(add, adding, (all) =>
        [...all.values()].some(({ value }) => value),
      )
    }
    if (this.#unwanted.length > 0) {
      const left = add.length > 0 ? targets.filter(({ url }) => hits.get(url)?.value) : targets
      hits = new Map([...hits, ...(await this.#removed(left))])
    }
    return Promise.all(targets.map((target) => this.#judge(target, hits.get(target.url))))
  }

  async #removed(targets: readonly Addressed[]): Promise<Hits> {
    const { job } = this.#parts
    const remove = () => {
      const labels = this.#unwanted.map(({ label }) => label)
      return this.#mass(targets, labels, removeTagsFromEntries)
    }
    const first = await remove()
    const errors = [...first.values()].map(({ error }) => error)
    if (!errors.some((error) => isWallabagError(error) && error.status === 500)) return first
    // If a label was deleted after it was looked up, the call fails (quirk 26). Then the entries no
    // longer have it.
    const { value: tags } = await listTags(job.context.api, job.scope())
    const before = this.#unwanted.length
    this.#unwanted = this.#unwanted.filter(({ id }) => tags.some((tag) => tag.id === id))
    return this.#unwanted.length < before ? remove() : first
  }

  async #judge(
    target: Addressed,
    hit: Settled<number | null> | undefined,
  ): Promise<Result<Target>> {
    const { item, id: meant } = target
    if (!hit) return skipped(item, 'unchanged', { id: meant })
    const { value: id, error } = hit
    const { job } = this.#parts
    if (error)
      return isTooLong(error)
        ? this.#tagByLookup(target)
        : failedOrMissing(item, error, 'tag', meant, job)
    if (id === null) return failedOrMissing(item, notSaved(), 'tag', meant, job)
    if (meant !== null && meant !== id) return failed(item, taggedAnother(meant, id), { id: meant })
    return done(item, 'tag', { id })
  }

  /** Handles an address that is too long for any call. Its entry is found by hash. */
  async #tagByLookup({ item, url, id: meant }: Addressed): Promise<Result<Target>> {
    if (meant !== null) return this.one(item, meant)
    const { job, line } = this.#parts
    const found = (await findIds(job.context.api, [url], job.scope(), line)).get(url)
    const id = found?.value ?? null
    if (id !== null) return this.one(item, id)
    return failedOrMissing(item, found?.error ?? notSaved(), 'tag', null, job)
  }

  async #mass(
    targets: readonly Addressed[],
    labels: readonly string[],
    call: MassCall,
  ): Promise<Hits> {
    const { job, line } = this.#parts
    const urls = [...new Set(targets.map(({ url }) => url))]
    const send = async (part: readonly string[]) => {
      const items = part.map((url) => ({ url, labels }))
      const { value } = await call(job.context.api, items, job.scope())
      return new Map(value.map(({ url, id }) => [url, id]))
    }
    const hits: Hits = new Map()
    for (const part of line.cut(urls, (url) => massTagLength({ url, labels }))) {
      for (const [url, hit] of await line.send(part, send, unanswered)) hits.set(url, hit)
    }
    return hits
  }
}

function unanswered(): WallabagError {
  return new WallabagError('unexpected_shape', 'The answer does not mention the address.', {
    outcome: 'unknown',
  })
}

function taggedAnother(meant: number, id: number): WallabagError {
  return new WallabagError(
    'ambiguous',
    `Entry ${id} was tagged instead of ${meant}: the address led to it just then.`,
    { outcome: 'unknown' },
  )
}

/**
 * How many lookups are combined before tagging. With more of them the last tagging call would be
 * fuller.
 */
const lookups = 2

/**
 * About how many mass calls follow one combined lookup. A job that is stopped finishes them first.
 */
const massCalls = 8

/** Labels to add and to remove. */
export interface TagChanges {
  /** Labels to add to every entry; its other tags stay. */
  add?: readonly string[] | undefined
  /** Labels to remove from every entry; those that it does not have are ignored. */
  remove?: readonly string[] | undefined
}

interface Labels {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * Adds and removes tags of many entries. It uses the mass endpoints if they affect exactly these
 * entries.
 */
export function tagMany(
  context: Context,
  targets: Targets,
  changes: TagChanges,
  options: JobOptions<Target>,
): Job<Target> {
  return targetJob({
    action: 'tag',
    targets,
    what: changes,
    options,
    context,
    plan() {
      const labels = checkChanges(changes)
      return (items, job) => work(items, job, labels)
    },
  })
}

async function* work(
  items: AsyncIterable<Item<Target>>,
  job: RunningJob<Target>,
  { add, remove }: Labels,
): AsyncGenerator<Work<Target>, void, undefined> {
  const { api } = job.context
  const known = job.dryRun ? KnownLabels.none() : await KnownLabels.load(api, job.scope())
  const line = new UrlLine()
  const tagger = new Tagger({ job, line, known, add, remove })
  // A mass call splits its labels at commas (quirk 70).
  if (job.dryRun || remove.some((label) => label.includes(','))) {
    return yield* workById(items, job, 'tag', (item, id) => tagger.one(item, id))
  }
  const addresses = new Addresses(job)
  // All calls wait until a new label exists, so the first call has only one entry.
  let alone = known.areNew(add)
  const heaviest = () => (alone ? 0 : lookups * line.query)
  const labels = [...add, ...remove]
  const weigh = (one: CheckedItem | Result<Target>) => {
    const length = 'url' in one && one.url ? massTagLength({ url: one.url, labels }) : 0
    return Math.max(hashLength, (length * lookups) / massCalls)
  }
  for await (const batch of batches(checkedItems(items, job.context), weigh, heaviest)) {
    alone = false
    await addresses.learn(batch)
    const addressed: Addressed[] = []
    for (const one of batch) {
      if ('status' in one) {
        yield async () => [one]
        continue
      }
      const { item, id } = one
      const address = addresses.of(one)
      if (address) addressed.push({ item, id, ...address })
      else if (id !== null) yield async () => [await tagger.one(item, id)]
    }
    if (addressed.length > 0) yield () => tagger.tagByAddress(addressed)
  }
}

/**
 * Checks the labels.
 *
 * @throws InputError if there are none, or if a label is to be both added and removed.
 */
function checkChanges(changes: TagChanges): Labels {
  const { add = [], remove = [], ...rest } = changes
  const unknown = Object.keys(rest)
  if (unknown.length > 0) {
    throw noSuch('invalid_input', 'change', unknown.join(', '), ['add', 'remove'])
  }
  const labels = {
    add: normalizeLabels(add, 'add'),
    remove: normalizeLabels(remove, 'remove', existingLabel),
  }
  if (labels.add.length + labels.remove.length === 0) {
    throw refuse('add, remove: expected at least one label.')
  }
  const both = labels.add.filter((label) => labels.remove.includes(label))
  if (both.length > 0) throw refuse(`${both.join(', ')}: both to be added and to be removed.`)
  return labels
}

function refuse(message: string): InputError {
  return new InputError('invalid_input', message)
}

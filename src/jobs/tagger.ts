import { isWallabagError, WallabagError } from '../errors/index.js'
import { removeTags } from '../flows/entry-tags.js'
import { step } from '../flows/step.js'
import type { Entry } from '../models/entry.js'
import type { Tag } from '../models/tag.js'
import type { Api } from '../operations/api.js'
import { addEntryTags } from '../operations/entries.js'
import {
  addTagsToEntries,
  type MassTagItem,
  type MassTagResult,
  removeTagsFromEntries,
} from '../operations/mass.js'
import { listTags } from '../operations/tags.js'
import { hashUrl } from '../url/hash-url.js'
import { findIds } from './find-ids.js'
import { done, failed, type Item, notSaved, type Result, skipped } from './item.js'
import type { KnownLabels } from './labels.js'
import { fallen, type Resolved } from './resolve.js'
import type { Desk } from './run.js'
import type { Target } from './targets.js'
import { isTooLong, type Settled, type UrlLine } from './url-line.js'

/** A target whose address is known, and perhaps its id. */
export interface Addressed {
  readonly item: Item<Target>
  readonly url: string
  /** The entry that is meant; `null` when it is whatever is found under the address. */
  readonly id: number | null
}

/** What a tagger stands on. */
export interface TaggerParts {
  readonly api: Api
  readonly desk: Desk<Target>
  readonly line: UrlLine
  readonly known: KnownLabels
  readonly add: readonly string[]
  readonly remove: readonly string[]
  readonly mayBeMissing: boolean
}

type MassCall = typeof addTagsToEntries

/** Tags entries, many in one call where the call hits exactly the entries meant. */
export class Tagger {
  readonly #parts: TaggerParts
  /** A label that nobody has would be a 500 in the middle of a mass call (Q26), and is on no entry. */
  #unwanted: readonly Tag[]

  constructor(parts: TaggerParts) {
    this.#parts = parts
    this.#unwanted = parts.known.tagsOf(parts.remove)
  }

  /** Tags one entry by its id. */
  readonly byId = async ({ item, id }: Resolved): Promise<Result<Target>> => {
    const { api, desk, known, add } = this.#parts
    const steps: string[] = []
    let entry: Entry | null = null
    if (add.length > 0) {
      const adding = () => addEntryTags(api, id, add, desk.scope())
      const added = await step(id, steps, 'tags added', () =>
        known.introduce(add, adding, () => true),
      )
      entry = added.value
    }
    if (this.#unwanted.length > 0) {
      const removing = () => removeTags(api, id, this.#unwanted, desk.scope())
      entry = (await step(id, steps, 'tags removed', removing)).value
    }
    return entry ? done(item, 'tag', { id, entry }) : skipped(item, 'unchanged', { id })
  }

  /** The same, as a piece of work. */
  async one(item: Item<Target>, id: number): Promise<Result<Target>[]> {
    try {
      return [await this.byId({ item, id, title: null })]
    } catch (error) {
      return [this.#fallen(item, error, id)]
    }
  }

  /** Tags entries by their addresses; those that an address does not lead to, by id. */
  async together(targets: readonly Addressed[]): Promise<Result<Target>[]> {
    const leads = await this.#whereTheyLead(targets)
    const results: Result<Target>[] = []
    const reached = targets.filter((target) => leads(target))
    for (const { item, id } of targets.filter((target) => !leads(target))) {
      if (id !== null) results.push(...(await this.one(item, id)))
    }
    return reached.length > 0 ? [...results, ...(await this.#byAddress(reached))] : results
  }

  /**
   * Which targets an address leads to, and to nothing else. With copies of one address `exists` names
   * the last of them, and a mass call takes the first: only where both name the target there are no
   * copies, and a call for an entry that is deleted just then hits nothing in its place. The mass
   * endpoint is asked with an empty list of labels, which changes nothing.
   */
  async #whereTheyLead(targets: readonly Addressed[]): Promise<(target: Addressed) => boolean> {
    const { api, desk, line } = this.#parts
    const meant = targets.filter(({ id }) => id !== null)
    const hashes = meant.map(({ url }) => hashUrl(url))
    const last = await findIds(api, hashes, desk.scope(), line)
    const likely = meant.filter(({ id }, index) => last[index]?.value === id)
    const first = likely.length > 0 ? await this.#mass(likely, [], addTagsToEntries) : []
    const right = new Set(likely.filter(({ id }, index) => first[index]?.value?.id === id))
    return (target) => target.id === null || right.has(target)
  }

  async #byAddress(targets: readonly Addressed[]): Promise<Result<Target>[]> {
    const { known, add } = this.#parts
    let settled: Settled<MassTagResult | null>[] = []
    if (add.length > 0) {
      const adding = () => this.#mass(targets, add, addTagsToEntries)
      settled = await known.introduce(add, adding, (all) =>
        all.some(({ value }) => value !== null && value.id !== null),
      )
    }
    if (this.#unwanted.length > 0) {
      const left =
        add.length > 0 ? targets.filter((_, index) => settled[index]?.value?.id) : targets
      const removed = await this.#removed(left)
      const byTarget = new Map(left.map((target, index) => [target, removed[index]]))
      settled = targets.map((target, index) => byTarget.get(target) ?? settled[index] ?? nothing)
    }
    return Promise.all(targets.map((target, index) => this.#judge(target, settled[index])))
  }

  async #removed(targets: readonly Addressed[]): Promise<Settled<MassTagResult | null>[]> {
    const { api, desk } = this.#parts
    const remove = () =>
      this.#mass(
        targets,
        this.#unwanted.map(({ label }) => label),
        removeTagsFromEntries,
      )
    const first = await remove()
    if (!first.some(({ error }) => isWallabagError(error) && error.status === 500)) return first
    // A label that somebody deleted since it was looked up fails the call (Q26), and is gone anyway.
    const { value: tags } = await listTags(api, desk.scope())
    const before = this.#unwanted.length
    this.#unwanted = this.#unwanted.filter(({ id }) => tags.some((tag) => tag.id === id))
    return this.#unwanted.length < before ? remove() : first
  }

  async #judge(
    { item, url, id: meant }: Addressed,
    settled: Settled<MassTagResult | null> | undefined,
  ): Promise<Result<Target>> {
    if (!settled) return skipped(item, 'unchanged', { id: meant })
    if (settled.error !== null) {
      if (isTooLong(settled.error)) return this.#byHash(item, url)
      return this.#fallen(item, settled.error, meant)
    }
    const id = settled.value?.id
    if (id === undefined) return this.#fallen(item, unanswered(), meant)
    if (id === null) return this.#fallen(item, notSaved(), meant)
    if (meant !== null && meant !== id) return failed(item, struckAnother(meant, id), { id: meant })
    return done(item, 'tag', { id })
  }

  /** For an address that is too long for any call: its hash is short. */
  async #byHash(item: Item<Target>, url: string): Promise<Result<Target>> {
    const { api, desk, line } = this.#parts
    const [found] = await findIds(api, [hashUrl(url)], desk.scope(), line)
    if (found?.error) return this.#fallen(item, found.error, null)
    const id = found?.value ?? null
    if (id === null) return this.#fallen(item, notSaved(), null)
    const [result] = await this.one(item, id)
    return result ?? skipped(item, 'unchanged', { id })
  }

  async #mass(
    targets: readonly Addressed[],
    labels: readonly string[],
    call: MassCall,
  ): Promise<Settled<MassTagResult | null>[]> {
    const { api, desk, line } = this.#parts
    return line.send(targets, async (part) => {
      const items: MassTagItem[] = part.map(({ url }) => ({ url, labels }))
      const { value } = await call(api, items, desk.scope())
      const found = new Map(value.map((one) => [one.url, one]))
      return part.map(({ url }) => found.get(url) ?? null)
    })
  }

  #fallen(item: Item<Target>, error: unknown, id: number | null): Result<Target> {
    const { mayBeMissing } = this.#parts
    return fallen(item, error, { action: 'tag', mayBeMissing }, id)
  }
}

const nothing: Settled<null> = { value: null, error: null }

function unanswered(): WallabagError {
  return new WallabagError('unexpected_shape', 'The server did not say what became of it.', {
    outcome: 'unknown',
  })
}

function struckAnother(meant: number, id: number): WallabagError {
  return new WallabagError(
    'ambiguous',
    `Entry ${id} was tagged in place of ${meant}: the address came to lead there just then.`,
    { outcome: 'unknown' },
  )
}

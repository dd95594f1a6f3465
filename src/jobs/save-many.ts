import type { Settled } from '../api/chunks.js'
import type { Context } from '../api/context.js'
import { checkSave, checkSaveOptions, saveChecked } from '../entries/save.js'
import type { Saved, SaveInput, SaveOptions } from '../entries/save-options.js'
import {
  changedNothing,
  describe,
  isObject,
  isWallabagError,
  unexpectedInput,
} from '../errors/index.js'
import { inTurn } from '../http/wait.js'
import { hashUrl } from '../values/hash.js'
import { lookUpEach } from './find-ids.js'
import { Job, type RunningJob, type Work } from './job.js'
import type { JobOptions } from './job-options.js'
import { KnownLabels } from './known-labels.js'
import { checkEach, done, failed, type Item, type Result, skipped } from './outcome.js'
import { checkInputs, type Inputs, openGiven } from './source.js'
import { Seen } from './targets.js'

/** How often an address is saved if its entry does not appear. */
const mostTries = 4

/** An address to save, alone or with its own options. */
export type SaveManyInput = string | ({ readonly url: string } & SaveOptions)

/** Options for every address of a job, which an input can override. */
export type SaveDefaults = Pick<
  SaveOptions,
  'tags' | 'archived' | 'starred' | 'public' | 'language' | 'ifExists' | 'ifAmbiguous'
>

/**
 * How a job saves. `tags` are added to those of an input; the other options can be overridden by an
 * input.
 */
export interface SaveManyOptions extends JobOptions<SaveManyInput>, SaveDefaults {}

/** Saves many addresses, each once. */
export function saveMany(
  context: Context,
  inputs: Inputs<SaveManyInput>,
  options: SaveManyOptions,
): Job<SaveManyInput> {
  const {
    tags,
    archived,
    starred,
    public: shared,
    language,
    ifExists,
    ifAmbiguous,
    ...how
  } = options
  const beside = { tags, archived, starred, public: shared, language, ifExists, ifAmbiguous }
  const defaults = given(beside)
  return new Job({
    context,
    options: how,
    identity: isBare(defaults) ? ['save'] : ['save', defaults],
    plan() {
      checkInputs(inputs, 'inputs')
      const { labels } = checkSaveOptions(defaults)
      return (items, job) => new SaveWork(job, defaults, labels).pieces(items)
    },
    open: (_, checkpoint) => openGiven(inputs, keyOf, checkpoint, options.expectAtMost),
  })
}

/** The options that are not `undefined`. */
function given(options: SaveOptions): SaveOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** Whether there are no options. */
function isBare(options: SaveOptions): boolean {
  return Object.keys(options).length === 0
}

function keyOf(input: SaveManyInput): string {
  const { url }: { readonly url: unknown } =
    typeof input === 'string' ? { url: input } : (input ?? {})
  return typeof url === 'string' ? hashUrl(url) : describe(url)
}

/** A checked input. */
interface Checked {
  readonly item: Item<SaveManyInput>
  readonly save: SaveInput
  /** Whether an earlier item has the same address. */
  readonly isRepeat: boolean
}

type CheckedOrRefused = Checked | Result<SaveManyInput>

class SaveWork {
  readonly #job: RunningJob<SaveManyInput>
  readonly #defaults: SaveOptions
  readonly #defaultLabels: readonly string[]
  readonly #seen = new Seen()
  #labels: Promise<KnownLabels> | null = null

  constructor(
    job: RunningJob<SaveManyInput>,
    defaults: SaveOptions,
    defaultLabels: readonly string[],
  ) {
    this.#job = job
    this.#defaults = defaults
    this.#defaultLabels = defaultLabels
  }

  /** Looks up a hundred addresses at a time, and returns one piece of work for each save. */
  async *pieces(
    items: AsyncIterable<Item<SaveManyInput>>,
  ): AsyncGenerator<Work<SaveManyInput>, void, undefined> {
    const checked = checkEach(items, (item) => this.#check(item))
    const urlOf = (one: CheckedOrRefused) => ('save' in one ? one.save.url : null)
    for await (const [one, found] of lookUpEach(checked, urlOf, this.#job)) {
      yield 'save' in one ? () => this.#inTurn(one, found) : async () => [one]
    }
  }

  #check(item: Item<SaveManyInput>): CheckedOrRefused {
    const { input } = item
    if (typeof input !== 'string' && !isObject(input)) {
      throw unexpectedInput('input', 'an address or an object with `url`', input)
    }
    const { url, ...beside } = typeof input === 'string' ? { url: input } : input
    const own = given(beside)
    const save = checkSave(this.#job.context, url, { ...this.#defaults, ...own })
    const isRepeat = !this.#seen.add(save.hash)
    // The options of a repeated address are not lost: they are set on the same entry afterwards.
    if (isRepeat && isBare(own)) return skipped(item, 'duplicate')
    const labels = [...new Set([...this.#defaultLabels, ...save.labels])]
    return { item, save: { ...save, labels }, isRepeat }
  }

  /** Saves items with the same address one after another. */
  async #inTurn(
    one: Checked,
    found: Settled<number | null> | undefined,
  ): Promise<Result<SaveManyInput>[]> {
    try {
      return [await inTurn(this, one.save.hash, () => this.#save(one, found))]
    } catch (error) {
      return [failed(one.item, error)]
    }
  }

  async #save(
    { item, save, isRepeat }: Checked,
    found: Settled<number | null> | undefined,
  ): Promise<Result<SaveManyInput>> {
    if (found?.error) throw found.error
    const begun = item.left?.begun ?? null
    const id = isRepeat ? undefined : (found?.value ?? null)
    const { ifExists } = save.options
    const exists = typeof id === 'number' && begun === null
    if (exists && (ifExists === 'skip' || (isBare(save.options) && ifExists !== 'error'))) {
      return skipped(item, 'exists', { id })
    }
    if (this.#job.dryRun && !(exists && ifExists === 'error')) {
      const action = id === null ? 'create' : 'update'
      return skipped(item, 'dry-run', { action, id: id ?? null })
    }
    const { entry, created, changed, duplicates } = await this.#settled(item, save, id, begun)
    if (!changed)
      return skipped(item, ifExists === 'skip' ? 'exists' : 'unchanged', { id: entry.id, entry })
    return done(item, created ? 'create' : 'update', { id: entry.id, entry, duplicates })
  }

  /**
   * Saves, and saves again if the entry does not appear within the time for settling. A job is
   * expected to do all of its work, and its owner would repeat the save by hand.
   */
  async #settled(
    item: Item<SaveManyInput>,
    save: SaveInput,
    id: number | null | undefined,
    before: number | null,
  ): Promise<Saved> {
    let begun = before
    const begin = async () => {
      await this.#job.begin(item, 'create')
      begun = Date.now()
    }
    for (let tries = 1; ; tries++) {
      const hints = { id, begun, begin }
      const run = () => saveChecked(this.#job.context, save, this.#job.scope(), hints)
      try {
        return (await this.#introduced(save.labels, run)).value
      } catch (error) {
        if (begun !== before && changedNothing(error)) this.#job.retract(item)
        const mayRepeat = tries < mostTries && save.options.ifAmbiguous !== 'error'
        if (!mayRepeat || !isWallabagError(error) || error.code !== 'ambiguous') throw error
      }
    }
  }

  async #introduced<T>(labels: readonly string[], run: () => Promise<T>): Promise<T> {
    if (labels.length === 0) return run()
    this.#labels ??= KnownLabels.load(this.#job.context.api, this.#job.scope())
    const known = await this.#labels.catch((error: unknown) => {
      this.#labels = null
      throw error
    })
    return known.introduce(labels, run)
  }
}

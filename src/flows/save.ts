import { describe, InputError, isWallabagError, WallabagError } from '../errors/index.js'
import type { Scope } from '../http/scope.js'
import type { Entry } from '../models/entry.js'
import { type EntryFields, fieldsToWire } from '../models/entry-input.js'
import { normalizeLabels } from '../models/label.js'
import type { Answered, Api } from '../operations/api.js'
import {
  addEntryTags,
  createEntry,
  getEntry,
  reloadEntry,
  updateEntry,
} from '../operations/entries.js'
import { entriesExist } from '../operations/exists.js'
import { checkArticleUrl } from '../url/check-url.js'
import { hashUrl } from '../url/hash-url.js'
import { lostContent, missingFields } from './came-back-different.js'
import { settle } from './settle.js'
import { step } from './step.js'

/** What is saved along with an address. */
export interface SaveOptions extends EntryFields {
  /** Labels to add; those the entry has already stay. */
  tags?: readonly string[] | undefined
  /**
   * What to do when the address is saved already: `update` (the default) sets what is given and
   * keeps the rest, `skip` changes nothing, `error` fails with `already_exists`.
   */
  ifExists?: 'update' | 'skip' | 'error' | undefined
}

/** What a save did. */
export interface Saved {
  /** The entry as it is now. */
  readonly entry: Entry
  /** Whether this call created it; otherwise it was there. */
  readonly created: boolean
}

/** A save whose input was checked. */
interface SaveInput {
  readonly url: string
  readonly hash: string
  readonly options: SaveOptions
  readonly labels: readonly string[]
}

/**
 * Saves addresses so that nothing is saved twice, and nothing that was given or fetched is lost.
 * The server's own create is an upsert that wipes authors (Q4), lets fetched fields beat supplied
 * ones (Q5) or loses what it fetched (Q1), and makes duplicates of what it is still fetching (Q8).
 */
export class Saver {
  readonly #api: Api
  readonly #settleTime: number
  readonly #normalizeUrl: ((url: string) => string) | undefined
  /** The save that is under way for each hash. */
  readonly #running = new Map<string, Promise<unknown>>()

  constructor(api: Api, settleTime: number, normalizeUrl: ((url: string) => string) | undefined) {
    this.#api = api
    this.#settleTime = settleTime
    this.#normalizeUrl = normalizeUrl
  }

  /** Saves one address; a second call for the same one waits for the first. */
  async save(url: string, options: SaveOptions, scope: Scope): Promise<Answered<Saved>> {
    const input = this.#check(url, options)
    const before = this.#running.get(input.hash)
    const run = (before ?? Promise.resolve()).then(() => this.#save(input, scope))
    const quiet = run.catch(() => undefined)
    this.#running.set(input.hash, quiet)
    try {
      return await run
    } finally {
      if (this.#running.get(input.hash) === quiet) this.#running.delete(input.hash)
    }
  }

  /** An address as it is saved and looked for. */
  address(given: string): string {
    const url = checkArticleUrl(given)
    return this.#normalizeUrl ? checkArticleUrl(this.#normalizeUrl(url)) : url
  }

  #check(given: string, options: SaveOptions): SaveInput {
    const url = this.address(given)
    const { tags, ifExists } = options
    fieldsToWire(options, ['tags', 'ifExists'])
    if (ifExists !== undefined && !['update', 'skip', 'error'].includes(ifExists)) {
      throw new InputError(
        'invalid_input',
        `ifExists: expected “update”, “skip” or “error”, received ${describe(ifExists)}.`,
      )
    }
    const labels = tags === undefined ? [] : normalizeLabels(tags)
    return { url, hash: hashUrl(url), options, labels }
  }

  async #save(input: SaveInput, scope: Scope): Promise<Answered<Saved>> {
    const id = await this.#find(input.hash, scope)
    return id === null ? this.#create(input, scope) : this.#found(id, input, scope)
  }

  async #find(hash: string, scope: Scope): Promise<number | null> {
    return (await entriesExist(this.#api, [hash], scope)).value.get(hash) ?? null
  }

  async #found(id: number, input: SaveInput, scope: Scope): Promise<Answered<Saved>> {
    const { options, labels } = input
    if (options.ifExists === 'error') {
      throw new WallabagError('already_exists', `The address is saved already, as entry ${id}.`, {
        hint: 'Use `ifExists: "update"` or `"skip"`.',
        outcome: 'refused',
      })
    }
    const fields = fieldsToWire(options, ['tags', 'ifExists'])
    const skip = options.ifExists === 'skip'
    const patch = !skip && Object.keys(fields).length > 0
    const tag = !skip && labels.length > 0
    const done: string[] = []
    let answered: Answered<Entry> | null = null
    if (patch) {
      answered = await updateEntry(this.#api, id, fields, scope)
      done.push('fields set')
    }
    if (tag)
      answered = await step(id, done, 'tags added', () =>
        addEntryTags(this.#api, id, labels, scope),
      )
    answered ??= await getEntry(this.#api, id, scope)
    return { value: { entry: answered.value, created: false }, response: answered.response }
  }

  async #create(input: SaveInput, scope: Scope): Promise<Answered<Saved>> {
    const { options, labels } = input
    let { value, response } = await this.#post(input, scope)
    let { entry } = value
    const { id } = entry
    const created = value.fresh
    const done = [created ? 'created' : 'found']
    if (lostContent(entry, options)) {
      const reloaded = await step(id, done, 'reloaded', () => reloadEntry(this.#api, id, scope))
      if (reloaded.value) entry = reloaded.value
      response = reloaded.response
    }
    const fields = missingFields(entry, options)
    if (Object.keys(fields).length > 0) {
      const patched = await step(id, done, 'fields set', () =>
        updateEntry(this.#api, id, fields, scope),
      )
      entry = patched.value
      response = patched.response
    }
    const present = entry.tags.map(({ label }) => label)
    if (!labels.every((label) => present.includes(label))) {
      const tagged = await step(id, done, 'tags added', () =>
        addEntryTags(this.#api, id, labels, scope),
      )
      entry = tagged.value
      response = tagged.response
    }
    return { value: { entry, created }, response }
  }

  /** Creates the entry; a try whose end is unknown counts as still running until it shows. */
  async #post(input: SaveInput, scope: Scope) {
    const fields = { url: input.url, ...fieldsToWire(input.options, ['tags', 'ifExists']) }
    const body = input.labels.length > 0 ? { ...fields, tags: input.labels.join(',') } : fields
    const create = () => createEntry(this.#api, body, scope)
    try {
      return await create()
    } catch (error) {
      if (!isWallabagError(error) || error.outcome !== 'unknown' || scope.signal?.aborted)
        throw error
      const find = () => this.#find(input.hash, scope)
      const id = await settle(error, find, this.#settleTime, scope)
      if (id === null) return create()
      const { value, response } = await getEntry(this.#api, id, scope)
      return { value: { entry: value, fresh: true }, response }
    }
  }
}

import type { Answered, Api } from '../api/api.js'
import type { ApiCall } from '../api/awaitable.js'
import type { Context } from '../api/context.js'
import type { WireAnswer } from '../contract/answer-schemas.js'
import { InputError, unexpectedInput, WallabagError } from '../errors/index.js'
import type { RequestOptions } from '../http/scope.js'
import { queryText } from '../http/transport.js'
import type { Scope } from '../http/wait.js'
import { checkArticleUrl } from '../values/article-url.js'
import { listToWire } from '../values/tag.js'
import { someLabels } from './entry-fields.js'

/** One item of a mass tagging: an address and its labels. */
export interface MassTagItem {
  readonly url: string
  readonly labels: readonly string[]
}

/** The result of one item: the id of the entry with the address, or `null`. */
export interface MassTagResult {
  readonly url: string
  readonly id: number | null
}

/** The result for one address of a mass create. */
export interface MassCreateResult {
  readonly url: string
  /** The id of the entry, whether it is new or existed before. */
  readonly id: number
}

/** The result for one address of a mass delete. */
export interface MassDeleteResult {
  readonly url: string
  /** `false` if no entry has the address. */
  readonly deleted: boolean
}

/**
 * `POST /api/entries/lists` (plural): at most ten addresses, which the server fetches during the
 * request (quirk 26).
 */
export function createEntries(
  api: Api,
  urls: readonly string[],
  scope: Scope,
): Promise<Answered<MassCreateResult[]>> {
  const query = new URLSearchParams({ urls: JSON.stringify(urls) })
  const path = 'api/entries/lists'
  const request = { operation: 'createEntries', method: 'POST', path, query } as const
  return api.many(request, 'massCreated', ({ url, entry }) => ({ url, id: entry }), scope)
}

/** `DELETE /api/entries/list` (singular). */
export function deleteEntries(
  api: Api,
  urls: readonly string[],
  scope: Scope,
): Promise<Answered<MassDeleteResult[]>> {
  const query = new URLSearchParams({ urls: JSON.stringify(urls) })
  const path = 'api/entries/list'
  const request = { operation: 'deleteEntries', method: 'DELETE', path, query } as const
  return api.many(request, 'massDeleted', ({ url, entry }) => ({ url, deleted: entry }), scope)
}

/**
 * `POST /api/entries/tags/lists` (plural): takes JSON in the query and not in the body (quirk 26).
 */
export function addTagsToEntries(
  api: Api,
  items: readonly MassTagItem[],
  scope: Scope,
): Promise<Answered<MassTagResult[]>> {
  return massTag(api, 'addTagsToEntries', 'POST', 'api/entries/tags/lists', items, scope)
}

/**
 * `DELETE /api/entries/tags/list` (singular): answers 500 midway for a label that does not exist
 * (quirk 26).
 */
export function removeTagsFromEntries(
  api: Api,
  items: readonly MassTagItem[],
  scope: Scope,
): Promise<Answered<MassTagResult[]>> {
  return massTag(api, 'removeTagsFromEntries', 'DELETE', 'api/entries/tags/list', items, scope)
}

/** How many bytes an item adds to the query of a mass tagging, including a comma. */
export function massTagLength(item: MassTagItem): number {
  return queryText(massTagQuery([item])).length - 'list=%5B%5D'.length + 1
}

function massTagQuery(items: readonly MassTagItem[]): URLSearchParams {
  const list = items.map(({ url, labels }) => ({ url, tags: listToWire(labels) }))
  return new URLSearchParams({ list: JSON.stringify(list) })
}

function massTag(
  api: Api,
  operation: 'addTagsToEntries' | 'removeTagsFromEntries',
  method: 'POST' | 'DELETE',
  path: string,
  items: readonly MassTagItem[],
  scope: Scope,
): Promise<Answered<MassTagResult[]>> {
  const request = { operation, method, path, query: massTagQuery(items) }
  const resultOf = ({ url, entry }: WireAnswer<'massTagged'>) => ({
    url,
    id: entry === false ? null : entry,
  })
  return api.many(request, 'massTagged', resultOf, scope)
}

/**
 * Checks that the answer to a mass call covers each address.
 *
 * @throws WallabagError with outcome `unknown`, because the server may have done more than it said.
 */
function answeredFor<T extends { readonly url: string }>(
  answered: Answered<T[]>,
  urls: readonly string[],
): Answered<T[]> {
  const said = new Set(answered.value.map(({ url }) => url))
  const silent = urls.flatMap((url, index) => (said.has(url) ? [] : [index]))
  if (silent.length === 0) return answered
  const which = silent.slice(0, 10).join(', ') + (silent.length > 10 ? ' and more' : '')
  throw new WallabagError(
    'unexpected_shape',
    `The server did not say what became of ${silent.length} of ${urls.length} addresses (counted from 0: ${which}).`,
    {
      hint: 'Check what is there before you repeat the call.',
      status: answered.response.status,
      attempts: answered.response.attempts,
      outcome: 'unknown',
    },
  )
}

/** The limit of the server. Its other mass endpoints have none (quirk 26). */
const mostCreated = 10

/** An address, and the labels to add to or remove from its entry. */
export interface UrlTags {
  /** The address as it was saved. */
  url: string
  /** The labels. */
  tags: readonly string[]
}

/**
 * The server's mass endpoints, one request per call. They find entries by address (the first one,
 * if there are duplicates), and send everything in the query, so about 6 000 characters is the most
 * that is sure to get through. For a whole library use `saveMany`, `tagMany` and `deleteMany`,
 * which take care of this.
 *
 * @example
 * ```ts
 * const [{ id }] = await wallabag.entries.batch.create(['https://example.org/new'])
 * ```
 */
export class EntryBatches {
  readonly #context: Context

  /** @internal */
  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Saves up to ten addresses in one request; the server fetches them one after another. On 2.7 one
   * dead host can fail the call after earlier addresses were saved.
   *
   * @param urls - The addresses; those that are saved already stay as they are.
   * @param request - Signal and timeouts.
   * @returns The id of the entry of each address.
   * @throws InputError for an invalid address, or for more than ten.
   *
   * @example
   * ```ts
   * const saved = await wallabag.entries.batch.create(['https://example.org/a', 'https://example.org/b'])
   * ```
   */
  create(urls: readonly string[], request?: RequestOptions): ApiCall<MassCreateResult[]> {
    return this.#context.call(request, async (scope) => {
      const checked = addresses(urls)
      if (checked.length > mostCreated) {
        const message = `urls: the server takes at most ${mostCreated}, received ${checked.length}.`
        throw new InputError('invalid_input', message, 'Use `entries.saveMany`.')
      }
      return answeredFor(await createEntries(this.#context.api, checked, scope), checked)
    })
  }

  /**
   * Deletes the entries of addresses in one request. There is no undo. If an address was saved more
   * than once, the server deletes one of its entries; a request whose answer was lost is not
   * repeated, because it could delete another.
   *
   * @param urls - The addresses as they were saved.
   * @param request - Signal and timeouts.
   * @returns For each address, whether there was an entry.
   * @throws InputError for an invalid address.
   * @throws WallabagError with outcome `unknown` when the answer was lost.
   *
   * @example
   * ```ts
   * const [result] = await wallabag.entries.batch.delete(['https://example.org/a'])
   * ```
   */
  delete(urls: readonly string[], request?: RequestOptions): ApiCall<MassDeleteResult[]> {
    return this.#context.call(request, async (scope) => {
      const checked = addresses(urls)
      return answeredFor(await deleteEntries(this.#context.api, checked, scope), checked)
    })
  }

  /**
   * Adds tags to the entries of addresses in one request.
   *
   * @param items - The addresses, each with its labels.
   * @param request - Signal and timeouts.
   * @returns For each address, the id of its entry, or `null` if it is not saved.
   * @throws InputError for an invalid address or label.
   *
   * @example
   * ```ts
   * await wallabag.entries.batch.addTags([{ url: 'https://example.org/a', tags: ['later'] }])
   * ```
   */
  addTags(items: readonly UrlTags[], request?: RequestOptions): ApiCall<MassTagResult[]> {
    return this.#tag(addTagsToEntries, items, request)
  }

  /**
   * Removes tags from the entries of addresses in one request. A label that does not exist makes
   * the server fail midway, after earlier items were done.
   *
   * @param items - The addresses, each with its labels.
   * @param request - Signal and timeouts.
   * @returns For each address, the id of its entry, or `null` if it is not saved.
   * @throws InputError for an invalid address or label.
   *
   * @example
   * ```ts
   * await wallabag.entries.batch.addTags([{ url: 'https://example.org/a', tags: ['later'] }])
   * await wallabag.entries.batch.removeTags([{ url: 'https://example.org/a', tags: ['later'] }])
   * ```
   */
  removeTags(items: readonly UrlTags[], request?: RequestOptions): ApiCall<MassTagResult[]> {
    return this.#tag(removeTagsFromEntries, items, request)
  }

  #tag(
    massCall: typeof addTagsToEntries,
    items: readonly UrlTags[],
    request: RequestOptions | undefined,
  ): ApiCall<MassTagResult[]> {
    return this.#context.call(request, async (scope) => {
      const checked = lines(items)
      const urls = checked.map(({ url }) => url)
      return answeredFor(await massCall(this.#context.api, checked, scope), urls)
    })
  }
}

function addresses(urls: readonly string[]): string[] {
  return list(urls, 'urls').map((url, index) => checkArticleUrl(url, `urls[${index}]`))
}

function lines(items: readonly UrlTags[]): MassTagItem[] {
  return list(items, 'items').map((item, index) => ({
    url: checkArticleUrl(item?.url, `items[${index}].url`),
    labels: someLabels(item?.tags),
  }))
}

function list<T>(value: readonly T[], name: string): readonly T[] {
  if (Array.isArray(value)) return value
  throw unexpectedInput(name, 'a list', value)
}

// Finds the entries of many addresses by their hashes, a hundred per request.
import { type Answered, type Api, noResponse, type ResponseInfo } from '../api/api.js'
import { batches, type Settled, UrlLine } from '../api/chunks.js'
import type { Context } from '../api/context.js'
import { entriesExist, notAnswered } from '../entries/entry-requests.js'
import { addressOf } from '../entries/save.js'
import type { Scope } from '../http/wait.js'
import { hashUrl } from '../values/hash.js'
import { checkInputs } from './source.js'

/** What one hash adds to the query: `hashed_urls%5B%5D=`, 40 digits and `&`. */
export const hashLength = 59

/**
 * Finds the entries of addresses. For each address returns an id, `null` or the error of its
 * request.
 */
export async function findIds(
  api: Api,
  urls: readonly string[],
  scope: Scope,
  line: UrlLine,
  onResponse?: (response: ResponseInfo) => void,
): Promise<Map<string, Settled<number | null>>> {
  const hashes = urls.map(hashUrl)
  const urlOf = new Map(urls.map((url, at) => [hashes[at] ?? '', url]))
  const exist = async (part: readonly string[]) => {
    const { value, response } = await entriesExist(api, part, scope, urlOf)
    onResponse?.(response)
    return value
  }
  const parts = line
    .cut([...urlOf.keys()], () => hashLength)
    .map((part) => line.send(part, exist, notAnswered))
  const found = new Map((await Promise.all(parts)).flatMap((part) => [...part]))
  return new Map(
    urls.flatMap((url, at) => {
      const settled = found.get(hashes[at] ?? '')
      return settled ? [[url, settled]] : []
    }),
  )
}

/**
 * Finds the entries of the addresses of items, a hundred per request.
 *
 * @param urlOf - The address of an item, or `null` if it is not looked up.
 */
export async function* lookUpEach<T>(
  items: AsyncIterable<T>,
  urlOf: (item: T) => string | null,
  job: { readonly context: Context; scope(): Scope },
): AsyncGenerator<[item: T, found: Settled<number | null> | undefined], void, undefined> {
  const line = new UrlLine()
  const weigh = (item: T) => (urlOf(item) === null ? 0 : hashLength)
  for await (const batch of batches(items, weigh, () => line.query)) {
    const urls = batch.flatMap((item) => urlOf(item) ?? [])
    const found = await findIds(job.context.api, urls, job.scope(), line)
    for (const item of batch) yield [item, found.get(urlOf(item) ?? '')]
  }
}

/**
 * Returns a function that finds the entry of one address. Calls during a running request share the
 * next one.
 */
export function batchedLookup(
  api: Api,
  open: () => Scope,
): (url: string) => Promise<number | null | undefined> {
  const line = new UrlLine()
  let last: Promise<unknown> = Promise.resolve()
  let next: { readonly urls: string[]; readonly found: ReturnType<typeof findIds> } | null = null
  return async (url) => {
    if (!next) {
      const urls: string[] = []
      const found = last.then(() => {
        next = null
        return findIds(api, urls, open(), line)
      })
      last = found.catch(() => undefined)
      next = { urls, found }
    }
    next.urls.push(url)
    const settled = (await next.found).get(url)
    if (settled?.error) throw settled.error
    return settled?.value
  }
}

/** Finds the entries of any number of addresses. */
export async function idsOf(
  context: Context,
  urls: Iterable<string>,
  scope: Scope,
): Promise<Answered<Map<string, number | null>>> {
  checkInputs(urls, 'urls')
  const addresses = new Map([...urls].map((url) => [url, addressOf(context, url)]))
  let response = noResponse()
  const found = await findIds(
    context.api,
    [...addresses.values()],
    scope,
    new UrlLine(),
    (last) => {
      response = last
    },
  )
  const value = new Map<string, number | null>()
  for (const [url, address] of addresses) {
    const { value: id = null, error } = found.get(address) ?? {}
    if (error) throw error
    value.set(url, id)
  }
  return { value, response }
}

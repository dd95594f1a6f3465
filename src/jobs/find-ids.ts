import type { Answered, Api, ResponseInfo } from '../api/api.js'
import { type Settled, UrlLine } from '../api/chunks.js'
import type { Context } from '../api/context.js'
import { entriesExist, notAnswered } from '../entries/entry-requests.js'
import { addressOf } from '../entries/save.js'
import type { Scope } from '../http/wait.js'
import { hashUrl } from '../values/article-url.js'
import { checkInputs } from './source.js'

/** What one hash adds to the query: `hashed_urls%5B%5D=`, 40 digits and `&`. */
export const hashLength = 59

/** Looks for entries by the hashes of their addresses, in parallel: what each hash got, an id or `null`. */
export async function findIds(
  api: Api,
  hashes: readonly string[],
  scope: Scope,
  line: UrlLine,
  onResponse?: (response: ResponseInfo) => void,
): Promise<Map<string, Settled<number | null>>> {
  const exist = async (part: readonly string[]) => {
    const { value, response } = await entriesExist(api, part, scope)
    onResponse?.(response)
    return value
  }
  const parts = line
    .cut([...new Set(hashes)], () => hashLength)
    .map((part) => line.send(part, exist, notAnswered))
  return new Map((await Promise.all(parts)).flatMap((found) => [...found]))
}

/** Who has an address, by its hash. Those that ask while a request is under way share the next. */
export function together(
  api: Api,
  open: () => Scope,
): (hash: string) => Promise<number | null | undefined> {
  const line = new UrlLine()
  let last: Promise<unknown> = Promise.resolve()
  let next: { readonly hashes: string[]; readonly found: ReturnType<typeof findIds> } | null = null
  return async (hash) => {
    if (!next) {
      const hashes: string[] = []
      const found = last.then(() => {
        next = null
        return findIds(api, hashes, open(), line)
      })
      last = found.catch(() => undefined)
      next = { hashes, found }
    }
    next.hashes.push(hash)
    const settled = (await next.found).get(hash)
    if (settled?.error) throw settled.error
    return settled?.value
  }
}

/** The ids of any number of addresses. */
export async function idsOf(
  context: Context,
  urls: Iterable<string>,
  scope: Scope,
): Promise<Answered<Map<string, number | null>>> {
  checkInputs(urls, 'urls')
  const hashOf = new Map([...urls].map((url) => [url, hashUrl(addressOf(context, url))]))
  let response: ResponseInfo = { status: 200, headers: new Headers(), attempts: 0 }
  const found = await findIds(context.api, [...hashOf.values()], scope, new UrlLine(), (last) => {
    response = last
  })
  const value = new Map<string, number | null>()
  for (const [url, hash] of hashOf) {
    const { value: id = null, error } = found.get(hash) ?? {}
    if (error) throw error
    value.set(url, id)
  }
  return { value, response }
}

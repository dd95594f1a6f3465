import { HttpError } from '../http/http-error.js'
import { buildQuery } from '../php/query.js'
import { type PhpValue, phpInt } from '../php/values.js'

/** A list and how it was requested. */
export interface Paging<T> {
  total: number
  /** The items from an offset on. */
  slice: (offset: number, count: number) => T[]
  /** An int of 64 bits in PHP: some clients ask for all entries in one page with a huge number. */
  page: bigint
  perPage: bigint
  /** The absolute URL of the list, without a query. */
  url: string
  /** The parameters of the links in order, without page and perPage. */
  params: readonly (readonly [string, PhpValue])[]
}

/**
 * A page with its links. An empty list has a page 1. Any other page past the end does not exist
 * (quirk 21).
 *
 * @throws HttpError 404 for a page or perPage below 1, or a page after the last
 */
export function pageJson<T>({ total, slice, page, perPage, url, params }: Paging<T>) {
  if (perPage < 1n || page < 1n) throw new HttpError(404)
  const pages = Math.max(1, Math.ceil(total / Number(perPage)))
  if (page > pages) throw new HttpError(404)
  const number = Number(page)
  const link = (number: number) => {
    const query = buildQuery([...params, ['page', number], ['perPage', perPage]])
    return { href: `${url}?${query}` }
  }
  return {
    page: number,
    limit: phpInt(perPage),
    pages,
    total,
    _links: {
      self: link(number),
      first: link(1),
      last: link(pages),
      ...(number < pages ? { next: link(number + 1) } : {}),
      ...(number > 1 ? { previous: link(number - 1) } : {}),
    },
    _embedded: { items: slice((number - 1) * Number(perPage), Number(perPage)) },
  }
}

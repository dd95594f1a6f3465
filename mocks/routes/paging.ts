import { HttpError } from '../http/http-error.js'
import { buildQuery } from '../php/query.js'
import type { PhpValue } from '../php/values.js'

/** A list in the answer and how it was asked for. */
export interface Paging<T> {
  total: number
  /** The items from an offset on. */
  slice: (offset: number, count: number) => T[]
  page: number
  perPage: number
  /** The absolute URL of the list, without query. */
  url: string
  /** What the links carry, in order, without page and perPage. */
  params: readonly (readonly [string, PhpValue])[]
}

/**
 * A page with its links. Page 1 of an empty list exists; anything else past the end does not (quirk 21).
 *
 * @throws HttpError 404 for a page or perPage below 1, or a page past the end
 */
export function pageJson<T>({ total, slice, page, perPage, url, params }: Paging<T>) {
  if (perPage < 1 || page < 1) throw new HttpError(404)
  const pages = Math.max(1, Math.ceil(total / perPage))
  if (page > pages) throw new HttpError(404)
  const link = (number: number) => {
    const query = buildQuery([...params, ['page', number], ['perPage', perPage]])
    return { href: `${url}?${query}` }
  }
  return {
    page,
    limit: perPage,
    pages,
    total,
    _links: {
      self: link(page),
      first: link(1),
      last: link(pages),
      ...(page < pages ? { next: link(page + 1) } : {}),
      ...(page > 1 ? { previous: link(page - 1) } : {}),
    },
    _embedded: { items: slice((page - 1) * perPage, perPage) },
  }
}

// The answers of the servers for the benchmarks. They have the form of a real server's answers: 30
// entries without content for the page of 27 KB, and three tags for the small answer.

/** The number of entries in the library and on a page. */
export const library = { total: 10_000, perPage: 30 }

/** The answers by path. */
export const bodies = {
  '/api/entries': JSON.stringify(page(1)),
  '/api/tags': JSON.stringify(
    ['later', 'long read', 'typescript'].map((label, index) => ({
      id: index + 1,
      label,
      slug: `t:${label.replace(' ', '-')}`,
      nbEntries: 12,
    })),
  ),
  '/oauth/v2/token': JSON.stringify({
    access_token: 'bench-access-token',
    expires_in: 3600,
    token_type: 'bearer',
    scope: null,
    refresh_token: 'bench-refresh-token',
  }),
}

/**
 * A page of the library, newest first.
 *
 * @param {number} number
 * @param {number} [perPage]
 */
export function page(number, perPage = library.perPage) {
  const { total } = library
  const pages = Math.ceil(total / perPage)
  const first = total - (number - 1) * perPage
  return {
    page: number,
    limit: perPage,
    pages,
    total,
    _links: { self: link(number), first: link(1), last: link(pages), next: link(number + 1) },
    _embedded: {
      items: Array.from({ length: Math.max(0, Math.min(perPage, first)) }, (_, index) =>
        entry(first - index),
      ),
    },
  }
}

/** @param {number} page */
function link(page) {
  return { href: `http://localhost/api/entries?page=${page}&perPage=30` }
}

/** An entry as it comes in a list. @param {number} id */
export function entry(id) {
  return {
    is_archived: id % 2,
    is_starred: 0,
    user_name: 'wallabag',
    user_email: 'wallabag@example.org',
    user_id: 1,
    tags: [{ id: 1, label: 'later', slug: 't:later' }],
    is_public: false,
    id,
    uid: null,
    title: `How the ${id}th article got its rather believable title`,
    url: `https://example.org/articles/${id}`,
    hashed_url: '5cdbc26af7a4a2b3eff07f3b3ec75b3c3d4c0d9d',
    origin_url: null,
    given_url: `https://example.org/articles/${id}`,
    hashed_given_url: '5cdbc26af7a4a2b3eff07f3b3ec75b3c3d4c0d9d',
    archived_at: null,
    content: null,
    created_at: '2026-11-22T06:24:25+0000',
    updated_at: '2026-11-22T06:24:25+0000',
    published_at: null,
    published_by: ['A. Writer'],
    starred_at: null,
    annotations: [],
    mimetype: 'text/html; charset=UTF-8',
    language: 'en',
    reading_time: 3,
    domain_name: 'example.org',
    preview_picture: `https://example.org/pictures/${id}.jpg`,
    http_status: '200',
    headers: null,
    _links: { self: { href: `/api/entries/${id}` } },
  }
}

/** What is needed of msw's `http`, so that msw itself is never loaded by the fake. */
export interface MswHttp<RequestHandler> {
  all(path: RegExp, resolver: (info: { request: Request }) => Promise<Response>): RequestHandler
}

/** msw handlers for everything below the fake's URL. */
export function mswHandlers<RequestHandler>(
  http: MswHttp<RequestHandler>,
  url: string,
  answer: (request: Request) => Promise<Response>,
): RequestHandler[] {
  const everything = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:[/?#]|$)`)
  return [http.all(everything, ({ request }) => answer(request))]
}

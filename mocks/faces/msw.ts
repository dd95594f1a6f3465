/** The part of msw's `http` that is needed, so that the fake does not load msw. */
export interface MswHttp<RequestHandler> {
  all(path: RegExp, resolver: (info: { request: Request }) => Promise<Response>): RequestHandler
}

/** The msw handlers for everything below the fake's URL. */
export function mswHandlers<RequestHandler>(
  http: MswHttp<RequestHandler>,
  url: string,
  answer: (request: Request) => Promise<Response>,
): RequestHandler[] {
  const everything = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:[/?#]|$)`)
  const resolve = async ({ request }: { request: Request }) => {
    try {
      const response = await answer(request)
      // msw would decompress such a body itself and hide a failure. Here the body already fails
      // when it is read.
      response.headers.delete('content-encoding')
      return response
    } catch {
      // msw turns this into a network error.
      return Response.error()
    }
  }
  return [http.all(everything, resolve)]
}

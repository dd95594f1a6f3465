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
  const resolve = async ({ request }: { request: Request }) => {
    try {
      const response = await answer(request)
      // What is called packed msw unpacks itself, and nobody hears of it when that fails; here it is
      // a body that breaks already.
      response.headers.delete('content-encoding')
      return response
    } catch {
      // msw's own way to let the caller see a network error.
      return Response.error()
    }
  }
  return [http.all(everything, resolve)]
}

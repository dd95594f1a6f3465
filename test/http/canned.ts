import { Wallabag, type WallabagOptions } from 'wallabag-sdk'

type Answerer = (request: Request) => Response | Promise<Response>

/** An answer of JSON. */
export function json(value: unknown, init: ResponseInit = {}): Response {
  return Response.json(value, init)
}

/** A client whose every request is answered by a function, with a token that is never asked for. */
export function clientWith(answer: Answerer, options: Partial<WallabagOptions> = {}): Wallabag {
  return new Wallabag({
    url: 'https://read.example.org',
    auth: { getAccessToken: () => 'TOKEN-that-nobody-may-see' },
    fetch: async (input, init) => answer(new Request(input, init)),
    ...options,
  })
}

/** What a call fails with; fails itself when it does not. */
export async function failureOf(call: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(call).then(
    () => {
      throw new Error('the call succeeded')
    },
    (error: unknown) => error,
  )
}

// The body as a Worker: the server comes with the request.
import { runBody } from './body.js'

export default {
  /** @param {Request} request */
  async fetch(request) {
    try {
      return Response.json(await runBody(await request.json()))
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 })
    }
  },
}

import type { ServerContext } from '@modelcontextprotocol/server'
import type { Job, JobOptions, JobOutcome } from 'wallabag-sdk'
import * as z from 'zod'
import { explain } from './results.js'

/** What a job is started with: it ends when the call is cancelled. */
export type Start<Input> = (options: Pick<JobOptions<Input>, 'signal' | 'onProgress'>) => Job<Input>

/** Runs the jobs of one call, and tells the client how far they are. */
export class Run {
  readonly #ctx: ServerContext
  readonly #total: number
  #before = 0
  #told = 0

  /**
   * @param ctx - The call.
   * @param total - How many items all its jobs have together.
   */
  constructor(ctx: ServerContext, total: number) {
    this.#ctx = ctx
    this.#total = total
  }

  /**
   * Runs a job to its end.
   *
   * @param start - Starts it.
   * @param each - Looks at each outcome.
   * @throws JobError when it was cancelled or cannot go on; each outcome until then was looked at.
   */
  async job<Input>(
    start: Start<Input>,
    each: (outcome: JobOutcome<Input>) => unknown,
  ): Promise<void> {
    const { signal } = this.#ctx.mcpReq
    let ended = 0
    const job = start({
      signal,
      onProgress: ({ done, skipped, failed, unknown }) => {
        ended = done + skipped + failed + unknown
        this.#tell(this.#before + ended)
      },
    })
    for await (const outcome of job) await each(outcome)
    await job
    this.#before += ended
  }

  /** A job may have thousands of items: it is told of about fifty times, and each time it is further. */
  #tell(ended: number): void {
    const { _meta, notify } = this.#ctx.mcpReq
    const progressToken = _meta?.progressToken
    const isNews = ended > this.#told && (ended - this.#told) * 50 >= this.#total
    if (progressToken === undefined || !isNews) return
    this.#told = ended
    const params = { progressToken, progress: ended, total: this.#total }
    // A client that has gone hears nothing; the job is ended by the signal, not by this.
    notify({ method: 'notifications/progress', params }).catch(() => undefined)
  }
}

/** An item that failed, as data. */
export const failedShape = z.object({ item: z.string(), code: z.string(), message: z.string() })

/** An item that failed. */
export type Failed = z.infer<typeof failedShape>

/** How many failures are told one by one. */
const toldFailures = 10

/** What became of the items of a call's jobs. */
export class Tally {
  failures = 0
  readonly failed: Failed[] = []

  /** Looks at an outcome: whether it is done, or may be. */
  async isDone({ status, error }: JobOutcome<unknown>, item: string): Promise<boolean> {
    if (status === 'failed' || status === 'unknown') {
      this.failures += 1
      if (this.failed.length < toldFailures) {
        const { code, message } = await explain(error)
        this.failed.push({ item, code, message })
      }
    }
    return status === 'done' || status === 'unknown'
  }

  /** The failures in lines. */
  lines(): string[] {
    const more = this.failures - this.failed.length
    return [
      ...this.failed.map(({ item, code, message }) => `Failed: ${item}: ${code}: ${message}`),
      ...(more > 0 ? [`… and ${more} more failed.`] : []),
    ]
  }
}

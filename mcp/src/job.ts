import type { ServerContext } from '@modelcontextprotocol/server'
import type { Job, JobOptions, JobOutcome } from 'wallabag-sdk'
import * as z from 'zod'
import { explain } from './results.js'

/** Starts a job with the given options, whose signal is that of the call. */
export type Start<Input> = (options: Pick<JobOptions<Input>, 'signal' | 'onProgress'>) => Job<Input>

/** Runs the jobs of one call, and reports their progress to the client. */
export class Run {
  readonly #ctx: ServerContext
  readonly #total: number
  #before = 0
  #told = 0

  /**
   * @param ctx - The call.
   * @param total - The number of items of all its jobs together.
   */
  constructor(ctx: ServerContext, total: number) {
    this.#ctx = ctx
    this.#total = total
  }

  /**
   * Runs a job to its end.
   *
   * @param start - Starts the job.
   * @param each - Called with each outcome.
   * @throws JobError if the job was cancelled or failed, after `each` was called with all outcomes
   * until then.
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

  /** Reports progress about fifty times, because a job may have thousands of items. */
  #tell(ended: number): void {
    const { _meta, notify } = this.#ctx.mcpReq
    const progressToken = _meta?.progressToken
    const isNews = ended > this.#told && (ended - this.#told) * 50 >= this.#total
    if (progressToken === undefined || !isNews) return
    this.#told = ended
    const params = { progressToken, progress: ended, total: this.#total }
    // The client may have disconnected. The signal ends the job, not this failure.
    notify({ method: 'notifications/progress', params }).catch(() => undefined)
  }
}

/** A failed item in a result. */
export const failedShape = z.object({ item: z.string(), code: z.string(), message: z.string() })

export type Failed = z.infer<typeof failedShape>

/** How many failures are listed. */
const toldFailures = 10

/** Counts the failures of a call's jobs. */
export class Tally {
  failures = 0
  readonly failed: Failed[] = []

  /** Records a failure. Returns whether the item was changed, or may have been. */
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

  /** The failures, one per line. */
  lines(): string[] {
    const more = this.failures - this.failed.length
    return [
      ...this.failed.map(({ item, code, message }) => `Failed: ${item}: ${code}: ${message}`),
      ...(more > 0 ? [`… and ${more} more failed.`] : []),
    ]
  }
}

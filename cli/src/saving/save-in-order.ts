import type { CheckpointStore, JobOutcome, JobReport, SaveManyInput, Wallabag } from 'wallabag-sdk'
import { runJob } from '../job.js'
import { say } from '../output/streams.js'
import { cleanLine } from '../output/text.js'
import { OwedTags } from './owed-tags.js'
import { OrderWindow } from './window.js'

/** The input of one item. */
export type OrderedInput = Exclude<SaveManyInput, string>

export interface SaveInOrderOptions {
  /** The label of the progress, such as “Importing”. */
  readonly label: string
  readonly total: number
  /** Stores the progress so that the run can be resumed. */
  readonly checkpoint: CheckpointStore
  /** The file with the labels that are still owed to saved items. */
  readonly owed: string
  /** Saves one item after another, however long one of them takes. */
  readonly oneByOne?: boolean | undefined
  /** Called with the outcome of each item. */
  readonly onOutcome?: (outcome: JobOutcome<SaveManyInput>) => void
}

/** The most items at once. It is a limit for late items only; the client limits the requests. */
const mostAtOnce = 64

/**
 * Saves several items at once and still roughly in order: each stays within sixteen places of its
 * own. After an interruption, another run continues. No item is saved twice, and no label is lost.
 */
export async function saveInOrder(
  wallabag: Wallabag,
  items: AsyncIterable<OrderedInput>,
  { label, total, checkpoint, owed: owedPath, oneByOne = false, onOutcome }: SaveInOrderOptions,
): Promise<JobReport<SaveManyInput>> {
  const kept = await checkpoint.get('wallabag-job')
  const before = kept?.position ?? -1
  const open = new Set(kept?.open.map(({ position }) => position))
  const owed = await OwedTags.open(wallabag, owedPath)
  const running = new Map<number, OrderedInput>()
  const window = new OrderWindow({
    isStrict: oneByOne,
    onLate: (index) =>
      say(`Late: ${cleanLine(running.get(index)?.url ?? '')}; the next ones go on.`),
  })

  async function* inputs(): AsyncGenerator<SaveManyInput> {
    let index = 0
    for await (const item of items) {
      // Earlier runs have processed these positions. Those that they left open are sent again, all
      // at once. New items wait for them, because the SDK may have to search for an entry whose
      // answer was lost.
      const isNew = index > before
      if (isNew) await window.begin(index)
      else if (open.has(index)) window.goOn(index)
      const tags = isNew ? owed.take(index, item.url, item.tags ?? []) : (item.tags ?? [])
      const input = { ...item, tags: tags.length > 0 ? tags : undefined }
      running.set(index, input)
      yield input
      index += 1
    }
  }

  function settle(outcome: JobOutcome<SaveManyInput>): void {
    const { index, status, reason } = outcome
    const { url = '', tags = [] } = running.get(index) ?? {}
    owed.settle(index, tags, status === 'done')
    if (reason === 'exists') owed.strike(url)
    running.delete(index)
    window.end(index)
    onOutcome?.(outcome)
  }

  const concurrency = oneByOne ? 1 : mostAtOnce
  const report = await runJob<SaveManyInput>(
    (job) =>
      wallabag.entries.saveMany(inputs(), { ...job, checkpoint, concurrency, onOutcome: settle }),
    {
      label,
      total,
      name: (input) => cleanLine(typeof input === 'string' ? input : input.url),
      resume: 'Run the same command again to go on where it stopped.',
    },
  ).finally(() => window.close())
  await owed.pay(wallabag)
  return report
}

import type { Context } from '../operations/context.js'
import { deleteEntry } from '../operations/entries.js'
import { done } from './item.js'
import type { Job } from './job.js'
import type { JobOptions } from './outcome.js'
import { workById } from './resolve.js'
import { targetJob } from './target-job.js'
import type { Target, Targets } from './targets.js'

/**
 * Deletes many entries, each by its id. The mass delete finds by address: repeated after a lost
 * answer it would delete the next copy of the same address.
 */
export function deleteMany(
  context: Context,
  targets: Targets,
  options: JobOptions<Target>,
): Job<Target> {
  return targetJob({
    action: 'delete',
    targets,
    what: null,
    options,
    context,
    plan: () => (items, desk) =>
      workById(items, desk, 'delete', async ({ item, id }) => {
        await deleteEntry(context.api, id, desk.scope())
        return done(item, 'delete', { id })
      }),
  })
}

import { filterToWire } from '../models/entry-filter.js'
import type { Requirement } from '../models/requirement.js'
import { openFound } from './found.js'
import { Job } from './job.js'
import type { JobAction } from './outcome.js'
import type { JobSpec } from './run.js'
import { isInputs, openGiven } from './source.js'
import { checkTargets, identityOf, keyOf, type Target, type Targets } from './targets.js'

/** A job on entries that exist. */
export interface TargetJob extends Pick<JobSpec<Target>, 'context' | 'options' | 'flags' | 'plan'> {
  readonly action: JobAction
  readonly targets: Targets
  /** What is done to them, as far as it makes this job another than the next. */
  readonly what: unknown
  /** What the server must be able to do. */
  readonly requirements?: readonly Requirement[]
}

/** Makes a job on entries that exist. */
export function targetJob(job: TargetJob): Job<Target> {
  const { action, targets, what, options, requirements = [] } = job
  const { version } = job.context
  return new Job({
    ...job,
    identity: [action, what, identityOf(targets)],
    plan() {
      checkTargets(targets)
      return job.plan()
    },
    async open(desk, checkpoint) {
      const { expectAtMost } = options
      await version.require(requirements, desk.scope())
      if (isInputs(targets)) return openGiven(targets, keyOf, checkpoint, expectAtMost)
      const { query, requirements: needed } = filterToWire('all' in targets ? {} : targets)
      await version.require(needed, desk.scope())
      return openFound(query, desk, checkpoint, expectAtMost)
    },
  })
}

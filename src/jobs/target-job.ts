import { filterToWire } from '../models/entry-filter.js'
import type { Requirement } from '../models/requirement.js'
import { checkJobOptions } from './check-job-options.js'
import type { JobContext } from './context.js'
import { FoundSource } from './found.js'
import { Job } from './job.js'
import type { JobOptions } from './outcome.js'
import { type Desk, type JobSpec, runJob } from './run.js'
import { GivenSource, isInputs, type Source } from './source.js'
import { checkTargets, identityOf, keyOf, type Target, type Targets } from './targets.js'

/** A job on entries that exist. */
export interface TargetJob {
  readonly kind: string
  readonly targets: Targets
  /** What is done to them, as far as it makes this job another than the next. */
  readonly what: unknown
  readonly options: JobOptions<Target>
  /** Options beside those that every job has. */
  readonly moreOptions?: readonly string[]
  readonly context: JobContext
  /** What the server must be able to do. */
  readonly requirements?: readonly Requirement[]
  /** Checks what is to be done. */
  check(): void
  readonly work: JobSpec<Target>['work']
}

/** Makes a job on entries that exist. */
export function targetJob(job: TargetJob): Job<Target> {
  const { kind, targets, what, options, context, work } = job
  const spec: JobSpec<Target> = {
    context,
    options,
    identity: [kind, what, identityOf(targets)],
    check() {
      checkJobOptions(options, job.moreOptions)
      checkTargets(targets)
      job.check()
    },
    async open(desk) {
      await context.version.require(job.requirements ?? [], desk.scope())
      return openTargets(targets, context, desk)
    },
    work,
  }
  return new Job((tally) => runJob(spec, tally))
}

/** Opens the targets as a source. */
async function openTargets(
  targets: Targets,
  context: JobContext,
  desk: Desk<Target>,
): Promise<Source<Target>> {
  if (isInputs(targets)) return new GivenSource(targets, keyOf)
  const { query, requirements } = filterToWire('all' in targets ? {} : targets)
  await context.version.require(requirements, desk.scope())
  return new FoundSource(context.api, query, desk)
}

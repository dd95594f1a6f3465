import { configureGlobal } from 'fast-check'
import { afterAll, vi } from 'vitest'

/**
 * The seed is fixed, so that each run tests the same cases. Another seed tests others
 * (`FAST_CHECK_SEED=… npm test`).
 */
configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_122) })

/** Test files share a process, so global changes are undone after each file, even if it failed. */
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

import { configureGlobal } from 'fast-check'
import { afterAll, vi } from 'vitest'

/** The same cases in every run; another seed explores others (`FAST_CHECK_SEED=… npm test`). */
configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_122) })

/** Files share a process: each finds it as it was, also after one that failed half-way. */
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

import { configureGlobal } from 'fast-check'

/** The same cases in every run; another seed explores others (`FAST_CHECK_SEED=… npm test`). */
configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_122) })

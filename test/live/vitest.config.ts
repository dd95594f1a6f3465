import { defineConfig } from 'vitest/config'
import { alias } from '../support/alias.js'

/** The tests against a real server: `npm run test:live`. One after the other, with time for its pages. */
export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/live/*.live.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})

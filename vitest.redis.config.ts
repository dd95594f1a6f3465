import { defineConfig } from 'vitest/config'
import { alias } from './test/support/alias.js'

/** The tests that need a real Redis; the slow ones among them are `npm run test:long`'s. */
export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/redis/*.redis.test.ts'],
    globalSetup: ['test/redis/need-redis.ts'],
    setupFiles: ['test/support/setup.ts'],
    // They hold leases of some hundred milliseconds: nothing else is to run beside them.
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
})

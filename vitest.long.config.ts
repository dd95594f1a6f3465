import { defineConfig } from 'vitest/config'
import { alias } from './vitest.config.js'

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.long.test.ts', 'test/redis/*.redis.test.ts'],
    globalSetup: ['test/support/shared-folder.ts', 'test/redis/need-redis.ts'],
    maxWorkers: '100%',
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})

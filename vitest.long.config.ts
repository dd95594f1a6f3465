import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { alias } from './vitest.config.js'

/** Tests of `npm test` that take only some of their cases there. */
const sized = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?<!\.(?:long|redis))\.test\.ts$/.test(name))
  .map((name) => `test/${name}`)
  .filter((path) => readFileSync(path, 'utf8').match(/\/support\/(?:size|mutants)\.js/) !== null)

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.long.test.ts', 'test/redis/*.redis.test.ts', ...sized],
    env: { TEST_SIZE: 'full' },
    globalSetup: ['test/support/shared-folder.ts', 'test/redis/need-redis.ts'],
    maxWorkers: '100%',
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})

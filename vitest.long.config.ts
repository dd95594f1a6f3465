import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { alias } from './test/support/alias.js'
import { longestFirst } from './test/support/longest-first.js'

/** Tests of `npm test` that take only some of their cases there. */
const sized = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?<!\.(?:long|redis))\.test\.ts$/.test(name))
  .map((name) => `test/${name}`)
  .filter((path) => readFileSync(path, 'utf8').match(/\/support\/(?:size|mutants)\.js/) !== null)

/** By what they take on two cores: processor time, or waiting. */
const longest = [
  'test/sync/several.long.test.ts',
  'test/sync/history.long.test.ts',
  'test/redis/workers.long.test.ts',
  'test/cli/import-killed.long.test.ts',
  'test/cli/large.long.test.ts',
  'test/mcp/mutants.test.ts',
  'test/runtimes/types.long.test.ts',
  'test/jobs/kill.long.test.ts',
  'test/client/costs.long.test.ts',
  'test/redis/mutants.test.ts',
  'test/faults/soak.long.test.ts',
  'test/docs/site.long.test.ts',
  'test/faults/sockets.long.test.ts',
  'test/faults/mutants.test.ts',
  'test/jobs/properties.long.test.ts',
]

export default defineConfig({
  resolve: { alias },
  test: {
    sequence: { sequencer: longestFirst(longest) },
    include: ['test/**/*.long.test.ts', 'test/redis/*.redis.test.ts', ...sized],
    env: { TEST_SIZE: 'full' },
    globalSetup: ['test/support/shared-folder.ts', 'test/redis/need-redis.ts'],
    maxWorkers: '100%',
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})

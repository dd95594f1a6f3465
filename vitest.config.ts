import { configDefaults, defineConfig } from 'vitest/config'
import { alias } from './test/support/alias.js'
import { longestFirst } from './test/support/longest-first.js'

/** They replace a module, or ask what the SDK keeps for its process: each has one of its own. */
const alone = [
  'test/annotations/ranges.test.ts',
  'test/auth/secrets.test.ts',
  'test/client/wrong-input.test.ts',
  'test/sync/history.test.ts',
]

const exclude = [...configDefaults.exclude, 'test/live/**', 'test/**/*.{long,redis}.test.ts']

/** By processor time. */
const longest = [
  'test/sync/several.test.ts',
  'test/faults/fault-table.test.ts',
  'test/docs/examples.test.ts',
  'test/mocks/replay.test.ts',
  'test/sync/pull.test.ts',
]

export default defineConfig({
  resolve: { alias },
  test: {
    sequence: { sequencer: longestFirst(longest) },
    setupFiles: ['test/support/setup.ts'],
    // Left to itself vitest keeps one of two cores free.
    maxWorkers: '100%',
    // No test measures time; on a busy machine one that takes a second takes twenty.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        // To load the SDK, the fake and what they import anew for each file takes as long as the tests.
        test: {
          name: 'together',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, ...alone],
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'mocks/**/*.ts'],
      // The command runs in processes of its own, where nobody counts.
      exclude: ['cli/**'],
      reporter: ['text-summary', 'text', 'json-summary'],
      thresholds: { 'src/**': { lines: 90 } },
    },
  },
})

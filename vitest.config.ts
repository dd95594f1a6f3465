import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The tests import the package by its public names, as its users do. */
export const alias = {
  'wallabag-sdk/annotations': here('./src/annotations.ts'),
  'wallabag-sdk/core': here('./src/core.ts'),
  'wallabag-sdk/node': here('./src/node.ts'),
  'wallabag-sdk/redis': here('./src/redis.ts'),
  'wallabag-sdk/models.schema.json': here('./schemas/models.schema.json'),
  'wallabag-sdk/schemas': here('./src/schemas.ts'),
  'wallabag-sdk/sync': here('./src/sync.ts'),
  'wallabag-sdk/text': here('./src/text.ts'),
  'wallabag-sdk/testing': here('./mocks/index.ts'),
  'wallabag-sdk': here('./src/index.ts'),
}

/** They replace a module, or ask what the SDK keeps for its process: each has one of its own. */
const alone = [
  'test/annotations/ranges.test.ts',
  'test/auth/secrets.test.ts',
  'test/client/wrong-input.test.ts',
  'test/sync/history.test.ts',
]

const exclude = [...configDefaults.exclude, 'test/live/**', 'test/**/*.{long,redis}.test.ts']

export default defineConfig({
  resolve: { alias },
  test: {
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

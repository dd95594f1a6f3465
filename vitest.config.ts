import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The tests import the package by its public names, as its users do. */
export const alias = {
  'wallabag-sdk/annotations': here('./src/annotations/index.ts'),
  'wallabag-sdk/node': here('./src/node/index.ts'),
  'wallabag-sdk/sync': here('./src/sync/index.ts'),
  'wallabag-sdk/testing': here('./mocks/index.ts'),
  'wallabag-sdk': here('./src/index.ts'),
}

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    exclude: ['test/live/**', 'test/**/*.long.test.ts', '**/node_modules/**'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'mocks/**/*.ts'],
      reporter: ['text-summary', 'text', 'json-summary'],
      thresholds: { 'src/**': { lines: 90 } },
    },
  },
})

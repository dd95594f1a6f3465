import { defineConfig } from 'vitest/config'
import { alias } from './vitest.config.js'

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.long.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})

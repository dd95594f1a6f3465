// vitest's browser mode, for the project in which the packed package is installed.
import process from 'node:process'
import { defineConfig } from 'vitest/config'

// Installed by the test that runs this, and by nothing else.
const { playwright } = await import(String('@vitest/browser-playwright'))
const executablePath = process.env['CHROMIUM'] ?? ''

export default defineConfig({
  // What vitest itself is made of lies in a folder elsewhere.
  server: { fs: { strict: false } },
  // Bundled before the test: what is found while it runs makes the page load anew.
  optimizeDeps: {
    include: ['', '/annotations', '/core', '/sync', '/testing'].map(
      (path) => `wallabag-sdk${path}`,
    ),
  },
  test: {
    include: ['body.test.js'],
    provide: { server: process.env['WALLABAG_SERVER'] ?? '' },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: ['--no-sandbox'] } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})

import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { systemProgram } from '../../runtimes/packed.js'
import { alias } from '../../support/alias.js'

declare global {
  /** The package, in a page of these tests. */
  var sdk: typeof import('./page.js').sdk
}

/** A browser, and two origins that serve one page with the package: the second is no secure context. */
export interface Browsing {
  readonly browser: Browser
  readonly secure: string
  readonly insecure: string
  /** A page at an origin, with the package. */
  open(context: BrowserContext, origin?: string): Promise<Page>
  close(): Promise<void>
}

/** The package as one script, under a policy that forbids eval. */
async function serve(): Promise<[Server, number]> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    alias,
    // The fake's listen(), which nobody calls there.
    external: ['node:*'],
    logLevel: 'silent',
  })
  const script = outputFiles[0]?.text ?? ''
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.setHeader('content-security-policy', "default-src 'self'; connect-src *")
    response.end(
      isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
  return [server, address.port]
}

/** Debian's Chromium and the pages. */
export async function browse(): Promise<Browsing> {
  const executablePath = await systemProgram('chromium', (why) => {
    throw new Error(why)
  })
  const [server, port] = await serve()
  const { chromium } = await import('playwright-core')
  const args = ['--no-sandbox', '--host-resolver-rules=MAP plain.test 127.0.0.1']
  const browser = await chromium.launch({ executablePath, args })
  const secure = `http://127.0.0.1:${port}`
  return {
    browser,
    secure,
    insecure: `http://plain.test:${port}`,
    async open(context, origin = secure) {
      const page = await context.newPage()
      await page.goto(origin)
      await page.waitForFunction('typeof sdk === "object"')
      return page
    },
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

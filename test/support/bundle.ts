import { mkdtempSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alias } from '../../vitest.config.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A script for a process of its own. */
export interface Script {
  /** The file to run with Node. */
  readonly file: string
  /** Removes it. */
  remove(): void
}

/** Makes a script of a TypeScript file and all that it imports, the SDK as it stands included. */
export async function bundle(entry: string): Promise<Script> {
  const outDir = mkdtempSync(`${root}node_modules/built-`)
  const name = basename(entry, '.ts')
  await bundleInto(outDir, { [name]: entry }, root)
  return { file: `${outDir}/${name}.js`, remove: () => rmSync(outDir, { recursive: true }) }
}

/**
 * Makes scripts with the SDK as it stands in them.
 *
 * @param entry - The file of each, by its name.
 * @param cwd - The folder of the package whose dependencies are left out.
 */
export async function bundleInto(
  outDir: string,
  entry: Record<string, string>,
  cwd: string,
): Promise<void> {
  // Loaded only when something is built: that takes a second.
  const { build } = await import('tsdown')
  await build({
    config: false,
    cwd,
    entry,
    outDir,
    alias,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    fixedExtension: false,
    dts: false,
    logLevel: 'silent',
    deps: { alwaysBundle: [/^wallabag-sdk/], onlyBundle: false },
  })
}

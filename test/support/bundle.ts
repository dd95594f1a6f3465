import { mkdtempSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alias } from './alias.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A script for a separate process. */
export interface Script {
  /** The file to run with Node. */
  readonly file: string
  /** Deletes the script. */
  remove(): void
}

/** Bundles a TypeScript file with all its imports, including the current sources of the SDK. */
export async function bundle(entry: string): Promise<Script> {
  const outDir = mkdtempSync(`${root}node_modules/built-`)
  const name = basename(entry, '.ts')
  await bundleInto(outDir, { [name]: entry }, root)
  return { file: `${outDir}/${name}.js`, remove: () => rmSync(outDir, { recursive: true }) }
}

/**
 * Bundles scripts with the current sources of the SDK.
 *
 * @param entry - The entry file of each script, by its name.
 * @param cwd - The folder of the package whose dependencies are not bundled.
 */
export async function bundleInto(
  outDir: string,
  entry: Record<string, string>,
  cwd: string,
): Promise<void> {
  // The bundler is imported only when needed, because that takes a second.
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

import { mkdtempSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import { alias } from '../../vitest.config.js'

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))

/** A script for a process of its own. */
export interface Script {
  /** The file to run with Node. */
  readonly file: string
  /** Removes it. */
  remove(): void
}

/** Makes a script of a TypeScript file and all that it imports, the SDK as it stands included. */
export async function bundle(entry: string): Promise<Script> {
  const outDir = mkdtempSync(`${modules}built-`)
  await build({
    config: false,
    entry: { [basename(entry, '.ts')]: entry },
    outDir,
    alias,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    fixedExtension: false,
    dts: false,
    logLevel: 'silent',
    deps: { alwaysBundle: [/^wallabag-sdk/, /^zod/], onlyBundle: false },
  })
  return {
    file: `${outDir}/${basename(entry, '.ts')}.js`,
    remove: () => rmSync(outDir, { recursive: true }),
  }
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import { alias } from '../../vitest.config.js'

const cli = fileURLToPath(new URL('../../cli/', import.meta.url))

/** The command, built as it is shipped, with the SDK as it stands. */
export interface BuiltCommand {
  /** The file to run with Node. */
  readonly file: string
  /** Removes it. */
  remove(): void
}

/** Builds the command into a folder of its own, where it finds the packages that it imports. */
export async function buildCommand(): Promise<BuiltCommand> {
  mkdirSync(`${cli}.vitest`, { recursive: true })
  const outDir = mkdtempSync(`${cli}.vitest/built-`)
  await build({
    config: false,
    cwd: cli,
    entry: { bin: 'src/bin.ts' },
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
  return { file: `${outDir}/bin.js`, remove: () => rmSync(outDir, { recursive: true }) }
}

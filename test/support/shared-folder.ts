import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for files that are created once per run. It is deleted when the run ends. */
    shared: string
  }
}

/** Creates the folder for `inject('shared')`. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-sdk-run-'))
  provide('shared', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}

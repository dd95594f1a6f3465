import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for what the files of one run make once for all; it goes when the run ends. */
    shared: string
  }
}

/** Makes the folder that `inject('shared')` names. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-sdk-run-'))
  provide('shared', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}

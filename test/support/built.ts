import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The package compiled for child processes: Node 20 cannot run TypeScript. */
export interface Built {
  /** The folder with `index.js` and `node/index.js`. */
  readonly folder: string
  remove(): void
}

/** Compiles src/ into a folder of its own below node_modules, where it finds what it imports. */
export function build(): Built {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'built-'))
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stderr, stdout } = spawnSync(
    process.execPath,
    [tsc, '-p', 'src', '--outDir', folder, '--noCheck', '--declaration', 'false'],
    { cwd: root, encoding: 'utf8' },
  )
  if (stdout || stderr) throw new Error(`tsc: ${stdout}${stderr}`)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

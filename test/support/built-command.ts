import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleInto } from './bundle.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const hour = 3_600_000

/**
 * Builds the command or the MCP server from the current sources, once for all tests of a run.
 *
 * @returns The file to run with Node.
 */
export async function buildCommand(name: 'cli' | 'mcp' = 'cli'): Promise<string> {
  // The build is below the package's own folder, so that its imports are found.
  const builds = join(root, name, '.vitest')
  const outDir = join(builds, fingerprint(name))
  if (!existsSync(outDir)) await buildInto(outDir, builds, join(root, name))
  return join(outDir, 'bin.js')
}

/**
 * Returns a hash of the sources' times and sizes, so that a change of any source causes a new
 * build.
 */
function fingerprint(name: string): string {
  const hash = createHash('sha1')
  for (const folder of ['src', `${name}/src`]) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const { mtimeMs, size } = statSync(join(root, folder, name))
      hash.update(`${name} ${mtimeMs} ${size}\n`)
    }
  }
  return hash.digest('hex')
}

async function buildInto(outDir: string, builds: string, cwd: string): Promise<void> {
  mkdirSync(builds, { recursive: true })
  for (const name of readdirSync(builds)) {
    const old = join(builds, name)
    if (Date.now() - statSync(old).mtimeMs > hour) rmSync(old, { recursive: true, force: true })
  }
  const draft = mkdtempSync(join(builds, 'draft-'))
  await bundleInto(draft, { bin: 'src/bin.ts' }, cwd)
  try {
    renameSync(draft, outDir)
  } catch {
    // Test files that run in parallel may build the same. The first one to finish is used.
    rmSync(draft, { recursive: true })
  }
}

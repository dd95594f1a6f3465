import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inject } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

/** Runs a command and gives what it printed. */
export async function command(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1e8 }
  const { stdout } = await run(program, args, options)
  return stdout
}

/** Builds and packs the package in a copy, so that nobody's `dist` is disturbed; gives the tarball. */
async function pack(into: string): Promise<string> {
  const copy = join(into, 'copy')
  await cp(root, copy, {
    recursive: true,
    filter: (path) => !/\/(node_modules|\.git|dist|coverage|recordings)$/.test(path),
  })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await command('npm', ['run', 'build'], copy)
  await command('npm', ['pack', '--pack-destination', into], copy)
  await rm(copy, { recursive: true })
  const tarball = (await readdir(into)).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack made no tarball')
  return join(into, tarball)
}

/** Packs once for all files of a run: one of them does it, and the others wait. */
async function packed(): Promise<string> {
  const tarball = join(inject('shared'), 'wallabag-sdk.tgz')
  const draft = join(inject('shared'), 'packing')
  while (!existsSync(tarball)) {
    const isMine = await mkdir(draft).then(
      () => true,
      () => false,
    )
    if (!isMine) await sleep(100)
    else {
      try {
        await rename(await pack(draft), tarball)
      } finally {
        await rm(draft, { recursive: true })
      }
    }
  }
  return tarball
}

/** An empty project in which the packed package is installed, as its users do. */
export async function consumer(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const into = await mkdtemp(join(tmpdir(), 'wallabag-sdk-consumer-'))
  const tarball = await packed()
  const folder = join(into, 'project')
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  await command('npm', ['install', '--no-audit', '--no-fund', tarball], folder)
  const bodies = fileURLToPath(new URL('.', import.meta.url))
  await cp(bodies, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') })
  return { folder, remove: () => rm(into, { recursive: true, force: true }) }
}

/** A folder that holds packages of npm, installed once and kept for the next run. */
export async function tools(...packages: string[]): Promise<string> {
  const name = `wallabag-sdk-tools-${packages.join('-').replace(/[^\w.-]+/g, '-')}`
  const folder = join(tmpdir(), name)
  if (existsSync(join(folder, 'package-lock.json'))) return folder
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  await command('npm', ['install', '--no-audit', '--no-fund', ...packages], folder)
  return folder
}

/** A program of the system, installed if need be; where it cannot be, the test is skipped and says why. */
export async function systemProgram(name: string, skip: (why: string) => void): Promise<string> {
  const path = join('/usr/bin', name)
  if (!existsSync(path)) {
    await command('apt-get', ['install', '-y', name], '/').catch((error) =>
      skip(`there is no ${name} here, and apt-get cannot install it: ${error}`),
    )
  }
  return path
}

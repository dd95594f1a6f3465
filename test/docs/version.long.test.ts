import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('a release has one version in all three packages, and one changelog with every change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wallabag-sdk-version-'))
  try {
    for (const path of [
      ...[
        '.changeset',
        'CHANGELOG.md',
        'package.json',
        'package-lock.json',
        'scripts/changesets.mjs',
      ],
      ...['cli/package.json', 'cli/src/version.ts'],
      ...['mcp/package.json', 'mcp/src/version.ts', 'mcp/server.json'],
    ]) {
      await cp(join(root, path), join(folder, path), { recursive: true })
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    const textOf = (path: string) => readFile(join(folder, path), 'utf8')
    const { version: before, workspaces } = JSON.parse(await textOf('package.json'))
    const files = await readdir(join(folder, '.changeset'))
    const changes = files.filter((name) => name.endsWith('.md') && name !== 'README.md')
    const sentences = await Promise.all(
      changes.map(async (name) => (await textOf(`.changeset/${name}`)).split('---\n\n')[1]?.trim()),
    )

    execFileSync(process.execPath, ['scripts/changesets.mjs', 'version'], { cwd: folder })

    const manifest = JSON.parse(await textOf('package.json'))
    expect(manifest.workspaces).toEqual(workspaces)
    expect(manifest.version).not.toBe(before)
    for (const path of ['cli/src/version.ts', 'mcp/src/version.ts']) {
      expect(await textOf(path)).toContain(`'${manifest.version}'`)
    }
    for (const path of ['cli/package.json', 'mcp/package.json', 'mcp/server.json']) {
      const text = await textOf(path)
      expect(text).toContain(`"version": "${manifest.version}"`)
      expect(text).not.toContain(before)
    }
    const changelog = await textOf('CHANGELOG.md')
    expect(sentences.length).toBeGreaterThan(0)
    expect(sentences.filter((one) => !changelog.includes(one?.split('\n')[0] ?? ''))).toEqual([])
    for (const name of ['cli', 'mcp']) {
      expect(await readdir(join(folder, name))).not.toContain('CHANGELOG.md')
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

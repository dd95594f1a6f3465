import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { useProject } from '../support/project.js'
import { command, tools } from './packed.js'

const project = useProject(async (folder) => {
  const install = ['install', '--no-audit', '--no-fund', '@types/node@22', 'msw@2']
  await command('npm', install, folder)
  const use = fileURLToPath(new URL('types/use.ts', import.meta.url))
  await copyFile(use, join(folder, 'use.ts'))
})

const resolutions = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}

const libraries = {
  'with DOM types': { lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'], types: [] },
  'without DOM types': { lib: ['es2023', 'esnext.disposable'], types: ['node'] },
}

describe.each(['5.9', '6.0', '7.0'])('TypeScript %s', (version) => {
  const cases = Object.entries(resolutions).flatMap(([resolution, module]) =>
    Object.entries(libraries).flatMap(([library, libs]) =>
      [true, false].map((exact) => ({ resolution, library, exact, module, libs })),
    ),
  )
  test.each(cases)('$resolution, $library, exact optional properties: $exact', async (given) => {
    const { module, libs, exact } = given
    const { folder } = project
    const config = {
      compilerOptions: {
        ...{ ...module, ...libs, exactOptionalPropertyTypes: exact },
        ...{ target: 'es2022', strict: true, noEmit: true },
        // The declarations of this package are checked too; those of others are theirs.
        skipLibCheck: false,
      },
      files: ['use.ts'],
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const typescript = await tools(`typescript@${version}`)
    const tsc = join(typescript, 'node_modules/typescript/bin/tsc')
    expect(await command(process.execPath, [tsc, '--version'], folder)).toContain(version)
    const said = await command(process.execPath, [tsc, '-p', '.'], folder).catch((error) =>
      String(error.stdout),
    )
    expect(said).toBe('')
  })
})

import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wallabag-sdk-api-'))
  // From the sources: the bundled declarations name shared types after the chunks that hold them.
  for (const project of ['src', 'mocks']) {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = ['--declaration', '--emitDeclarationOnly', '--outDir', join(folder, project)]
    execFileSync(process.execPath, [tsc, '-p', join(root, project), ...options])
  }
  await writeFile(join(folder, 'package.json'), '{ "name": "wallabag-sdk", "version": "0.0.0" }')
  await writeFile(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "types": [] } }')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const entryPoints = {
  index: 'src/index',
  core: 'src/core',
  annotations: 'src/annotations',
  node: 'src/node',
  redis: 'src/redis',
  schemas: 'src/schemas',
  sync: 'src/sync',
  text: 'src/text',
  testing: 'mocks/index',
}

// A change of a signature is a change of these files, to be seen in review. To accept it:
// npm run test:long -- test/docs/api -u
test.each(Object.entries(entryPoints))(
  'the surface of “%s” is the one that was agreed on',
  async (name, path) => {
    const reportFileName = `${name}.api.md`
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: join(folder, `${path}.d.ts`),
        compiler: { tsconfigFilePath: join(folder, 'tsconfig.json') },
        apiReport: {
          enabled: true,
          reportFileName,
          reportFolder: folder,
          reportTempFolder: folder,
        },
        messages: {
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
    })
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true
      },
    })
    const report = await readFile(join(folder, reportFileName), 'utf8')
    await expect(report).toMatchFileSnapshot(join(root, 'api', reportFileName))
  },
)

// Writes schemas/wallabag.ts from schemas/wallabag.openapi.yaml, src/contract/checks.generated.ts
// from the zod schemas beside it, and schemas/models.schema.json from the interfaces of the models.
// With --check, it only says whether they are current.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { checksSource, loadSchemas } from './generate-checks.mjs'
import { modelsSchema } from './models-schema.mjs'

const { schemas, answers } = await loadSchemas()
const generated = [
  {
    from: 'schemas/wallabag.openapi.yaml',
    to: 'schemas/wallabag.ts',
    wanted: `// Generated from wallabag.openapi.yaml by \`npm run generate\`. Do not edit: change the YAML.\n\n${astToString(
      await openapiTS(new URL('../schemas/wallabag.openapi.yaml', import.meta.url)),
    )}`,
  },
  {
    from: 'src/contract/*-schemas.ts',
    to: 'src/contract/checks.generated.ts',
    wanted: checksSource(schemas, answers),
  },
  {
    from: 'src/**/*.ts',
    to: 'schemas/models.schema.json',
    wanted: modelsSchema(),
  },
]

for (const { from, to, wanted } of generated) {
  const target = new URL(`../${to}`, import.meta.url)
  if (!process.argv.includes('--check')) await writeFile(target, wanted)
  else if ((await readFile(target, 'utf8').catch(() => '')) !== wanted) {
    console.error(`${to} is not what ${from} says: run \`npm run generate\`.`)
    process.exitCode = 1
  }
}

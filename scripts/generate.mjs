// Writes schemas/wallabag.ts from schemas/wallabag.openapi.yaml; with --check, only says whether it is current.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../schemas/wallabag.openapi.yaml', import.meta.url)
const target = new URL('../schemas/wallabag.ts', import.meta.url)
const header =
  '// Generated from wallabag.openapi.yaml by `npm run generate`. Do not edit: change the YAML.\n\n'

const wanted = header + astToString(await openapiTS(source))
if (process.argv.includes('--check')) {
  const found = await readFile(target, 'utf8').catch(() => '')
  if (found !== wanted) {
    console.error(
      'schemas/wallabag.ts is not what wallabag.openapi.yaml says: run `npm run generate`.',
    )
    process.exit(1)
  }
} else {
  await writeFile(target, wanted)
}

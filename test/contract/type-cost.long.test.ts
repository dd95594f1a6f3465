import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const file = `${root}case.ts`
const before = `import type { Wallabag } from 'wallabag-sdk'\ndeclare const wallabag: Wallabag\n`

const calls: [call: string, hover: string][] = [
  ['wallabag.entries.list()', 'List<EntrySummary>'],
  ['wallabag.entries.list({ tags: ["a"], archived: false })', 'List<EntrySummary>'],
  ['wallabag.entries.list({ detail: "full" })', 'List<Entry>'],
  ['await wallabag.entries.list()', 'Page<EntrySummary>'],
  ['await wallabag.entries.list({ detail: "full" }).toArray({ limit: 5 })', 'Entry[]'],
  ['wallabag.search("words")', 'List<Entry>'],
  ['await wallabag.search("words")', 'Page<Entry>'],
  ['await wallabag.entries.get(1)', 'Entry'],
  ['await wallabag.entries.get(1, { detail: "metadata" })', 'EntrySummary'],
  ['await wallabag.entries.save("https://a.test/")', 'Saved'],
  ['wallabag.tags.list()', 'ApiCall<TagWithCount[]>'],
  ['await wallabag.tags.list()', 'TagWithCount[]'],
  ['await wallabag.annotations.list(1)', 'Annotation[]'],
  ['await wallabag.taggingRules.list()', 'TaggingRule[]'],
  ['await wallabag.settings.get()', 'Settings'],
]

/** Parsed once for all checks. */
const sources = new Map<string, ts.SourceFile | undefined>()

/** Checks one file with all calls' types at hand: how many instantiations it costs, and what a hover shows. */
function check(code: string): { instantiations: number; hover: string } {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: [],
    skipLibCheck: true,
    noEmit: true,
    paths: { 'wallabag-sdk': [`${root}src/index.ts`] },
  }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, version) => {
    if (name === file) return ts.createSourceFile(name, code, ts.ScriptTarget.ES2022, true)
    const known = sources.get(name) ?? read(name, version)
    sources.set(name, known)
    return known
  }
  const exists = host.fileExists.bind(host)
  host.fileExists = (name) => name === file || exists(name)
  const program = ts.createProgram([file], options, host, undefined)
  const source = program.getSourceFile(file)
  const errors = program.getSemanticDiagnostics(source)
  if (errors[0]) throw new Error(ts.flattenDiagnosticMessageText(errors[0].messageText, '\n'))
  const instantiations = program.getInstantiationCount()
  const checker = program.getTypeChecker()
  const exported =
    source && checker.getSymbolAtLocation(source)?.exports?.get(ts.escapeLeadingUnderscores('x'))
  return {
    instantiations,
    hover: exported ? checker.typeToString(checker.getTypeOfSymbol(exported)) : '',
  }
}

test('a call costs under 100 type instantiations over an empty file, and hovers show plain names', () => {
  expect(check('export {}\n').instantiations).toBe(0)
  const found = calls.map(([call]) => {
    const { instantiations, hover } = check(`${before}export const x = ${call}\n`)
    return { call, hover, isCheap: instantiations < 100, instantiations }
  })
  expect(found.filter(({ isCheap }) => !isCheap)).toEqual([])
  expect(found.map(({ call, hover }) => [call, hover])).toEqual(calls)
}, 60_000)

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Drift, Equal } from './equality.js'
import { wireSchemas } from './wire-schemas.js'

// `npm run check:types` finds drift at compile time. That would be worthless if the comparison held for
// wrong types too: so each field of each generated type is changed, one at a time, in one virtual file,
// and the compiler is asked what it says.

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const virtual = join(here, 'virtual-mutants.ts')

interface Mutant {
  schema: string
  change: string
  type: string
}

/** The type of each schema in schemas/wallabag.ts. */
function generatedTypes(): Map<string, ts.TypeNode> {
  const path = join(root, 'schemas/wallabag.ts')
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true)
  const found = new Map<string, ts.TypeNode>()
  const visit = (node: ts.Node, path: string[]): void => {
    if (ts.isPropertySignature(node) && node.type !== undefined) {
      if (path.join('.') === 'components.schemas') found.set(node.name.getText(file), node.type)
      else ts.forEachChild(node.type, (child) => visit(child, [...path, node.name.getText(file)]))
    } else if (ts.isInterfaceDeclaration(node)) {
      node.members.forEach((member) => {
        visit(member, [node.name.text])
      })
    }
  }
  ts.forEachChild(file, (node) => visit(node, []))
  return found
}

function mutantsOf(schema: string, node: ts.TypeNode): Mutant[] {
  const text = node.getText()
  const start = node.getStart()
  const replaced = (from: number, to: number, by: string): string =>
    text.slice(0, from - start) + by + text.slice(to - start)
  const mutants: Mutant[] = [{ schema, change: 'the whole', type: `(${text}) | symbol` }]
  const visit = (inner: ts.Node): void => {
    if (ts.isPropertySignature(inner) && inner.type !== undefined) {
      const name = inner.name.getText()
      const mark = inner.questionToken
      const type = inner.type.getText()
      mutants.push(
        { schema, change: `${name} removed`, type: replaced(inner.getStart(), inner.getEnd(), '') },
        {
          schema,
          change: `${name} of another type`,
          type: replaced(inner.type.getStart(), inner.type.getEnd(), `${type} | symbol`),
        },
        {
          schema,
          change: `${name} ${mark ? 'required' : 'optional'}`,
          type: replaced(
            inner.name.getStart(),
            inner.type.getStart(),
            `${name}${mark ? '' : '?'}: `,
          ),
        },
      )
    }
    ts.forEachChild(inner, visit)
  }
  visit(node)
  return mutants
}

/** What `Equal` says about each type, compared with what zod accepts for the schema. */
function verdicts(candidates: Mutant[]): string[] {
  const source = [
    `import type { components } from '../../schemas/wallabag.js'`,
    `import type * as z from 'zod/mini'`,
    `import type { Equal } from './equality.js'`,
    `import type { wireSchemas } from './wire-schemas.js'`,
    `type Input<Name extends keyof typeof wireSchemas> = z.input<(typeof wireSchemas)[Name]>`,
    ...candidates.map(
      ({ schema, type }, i) => `export type V${i} = Equal<Input<'${schema}'>, ${type}>`,
    ),
  ].join('\n')
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.getSourceFile = (name, ...rest) =>
    name === virtual
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true)
      : getSourceFile(name, ...rest)
  host.fileExists = (name) => name === virtual || fileExists(name)
  host.readFile = (name) => (name === virtual ? source : readFile(name))
  const program = ts.createProgram([virtual], options, host)
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(virtual)
  const aliases = file?.statements.filter(ts.isTypeAliasDeclaration).slice(1) ?? []
  return aliases.map((alias) => checker.typeToString(checker.getTypeAtLocation(alias.name)))
}

describe('the compile-time comparison of zod with OpenAPI', () => {
  const types = generatedTypes()

  test('knows every schema and finds no difference', () => {
    expectTypeOf('none').toExtend<Equal<Drift, never> extends true ? string : Drift>()
    expect([...types.keys()].sort()).toEqual(Object.keys(wireSchemas).sort())
  })

  test('sees every change of every field of every schema', () => {
    const originals = [...types].map(([schema, node]) => ({
      schema,
      change: 'none',
      type: node.getText(),
    }))
    const mutants = [...types].flatMap(([schema, node]) => mutantsOf(schema, node))
    const result = verdicts([...originals, ...mutants])
    const same = result.slice(0, originals.length)
    const changed = result.slice(originals.length)

    expect(same).toEqual(originals.map(() => 'true'))
    expect(mutants.filter((_, i) => changed[i] !== 'false')).toEqual([])
    expect(new Set(mutants.map((mutant) => mutant.schema)).size).toBe(types.size)
    expect(mutants.length).toBeGreaterThan(700)
  })
})

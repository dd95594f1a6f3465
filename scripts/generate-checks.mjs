// Generates the source of src/contract/checks.generated.ts from the zod schemas beside it. Each
// schema becomes a function that says whether a value is valid and, if it gets a report, records
// what is not. The functions for simple schemas, and those that combine others, are written by hand
// in src/contract/check.ts.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** @typedef {import('zod/v4/core').$ZodType} Schema */

const root = fileURLToPath(new URL('..', import.meta.url))
const target = 'src/contract/checks.generated.ts'

/**
 * Schemas of values that occur many times on a page. They are checked by an expression over their
 * fields, which takes a third of the time of a loop. All others use a loop, which is shorter.
 */
const hot = ['entry', 'entryLinks', 'link', 'tag']

/**
 * @param {Readonly<Record<string, Schema>>} schemas The schemas whose checks are declared once, by
 *   the names of their constants.
 * @param {Readonly<Record<string, Schema>>} answers The schemas of the answers, by name.
 * @returns {string} Formatted TypeScript.
 */
export function checksSource(schemas, answers) {
  const checks = new Checks(schemas)
  const rows = Object.entries(answers).map(([name, schema]) => {
    const check = checks.of(schema, name)
    return check === name ? name : `${name}: ${check}`
  })
  return formatted(`// Generated from the zod schemas of this folder by \`npm run generate\`. Do not edit: change the schemas.

import type { AnswerName, WireAnswer } from './answer-schemas.js'
import { ${[...checks.parts, 'issuesIn'].sort().join(', ')}, type Check, type WireIssue } from './check.js'

/** Created with the first answer, not when the module loads. */
function makeChecks(): Readonly<Record<AnswerName, Check>> {
${checks.declarations.join('\n')}
return { ${rows.join(', ')} }
}

let made: ReturnType<typeof makeChecks> | undefined

function checkOf(name: AnswerName): Check {
  made ??= makeChecks()
  return made[name]
}

/** Whether a value has the form that the API documents under a name. */
export function isAnswer<N extends AnswerName>(name: N, value: unknown): value is WireAnswer<N> {
  return checkOf(name)(value)
}

/** Lists everything that is wrong with a value that should have the form under a name. */
export function issuesOf(name: AnswerName, value: unknown): readonly WireIssue[] {
  return issuesIn(value, checkOf(name))
}
`)
}

/** Loads the schemas of the contract by the names of their constants, and the table of answers. */
export async function loadSchemas() {
  // They are bundled first, because Node 20 cannot import TypeScript.
  const { outputFiles } = await build({
    stdin: {
      contents: `export * as entry from './src/contract/entry-schemas.ts'
        export * as answer from './src/contract/answer-schemas.ts'
        export * as error from './src/contract/error-schemas.ts'`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    write: false,
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
  const { entry, answer, error } = await import(`data:text/javascript;base64,${code}`)
  const { answers, ...others } = answer
  return { schemas: { ...entry, ...others, ...error }, answers }
}

/** Writes the checks of schemas as source text. */
class Checks {
  /** @type {string[]} */
  declarations = []
  /** The functions of check.ts that are used. */
  parts = new Set()
  /** @type {Map<Schema, string>} */
  #exported = new Map()
  /** @type {Map<Schema, string>} */
  #declared = new Map()

  /** @param {Readonly<Record<string, Schema>>} exported */
  constructor(exported) {
    for (const [name, schema] of Object.entries(exported)) {
      this.#exported.set(schema, name.replace(/Schema$/, ''))
    }
  }

  /**
   * Returns the check of a schema as an expression: a name in check.ts, the name of a declaration,
   * which is then added, or a call that creates the check.
   *
   * @param {Schema} schema
   * @param {string} wish The name of the declaration if the schema is not an exported constant.
   * @returns {string}
   */
  of(schema, wish) {
    const simple = simpleCheck(schema)
    if (simple) return this.#part(simple)
    return this.#exported.has(schema) ? this.#named(schema, wish) : this.#made(schema, wish)
  }

  /**
   * @param {Schema} schema
   * @param {string} wish
   * @returns {string}
   */
  #named(schema, wish) {
    const simple = simpleCheck(schema)
    if (simple) return this.#part(simple)
    const known = this.#declared.get(schema)
    if (known) return known
    const name = this.#exported.get(schema) ?? wish
    this.#declared.set(schema, name)
    const check = hot.includes(name) ? this.#written(schema, name) : this.#made(schema, name)
    this.declarations.push(`const ${name}: Check = ${check}`)
    return name
  }

  /**
   * @param {Schema} schema
   * @param {string} name
   * @returns {string}
   */
  #made(schema, name) {
    const def = defOf(schema)
    const [rule, ...others] = (def.checks ?? []).map((check) => check._zod.def)
    if (def.type === 'object' && !def.catchall && !rule) {
      const fields = fieldsOf(def).map(([key, field]) => `${key}: ${this.of(field, name + key)}`)
      return `${this.#part('object')}({ ${fields.join(', ')} })`
    }
    if (def.type === 'string' && rule && 'pattern' in rule && others.length === 0) {
      return `${this.#part('pattern')}(${rule.pattern})`
    }
    if (def.type === 'literal') {
      const values = def.values.map((value) => JSON.stringify(value))
      return `${this.#part('oneOf')}(${values.join(', ')})`
    }
    if (def.type === 'null') return `${this.#part('oneOf')}(null)`
    if (def.type === 'array' && (!rule || 'maximum' in rule) && others.length === 0) {
      const most = rule ? `, ${rule.maximum}` : ''
      return `${this.#part('list')}(${this.of(def.element, `${name}Item`)}${most})`
    }
    if (def.type === 'record' && !rule) {
      return `${this.#part('map')}(${this.of(def.valueType, `${name}Value`)})`
    }
    if (def.type === 'union' && !rule) {
      const options = def.options.map((option, index) => this.of(option, `${name}${index + 1}`))
      return `${this.#part('either')}(${options.join(', ')})`
    }
    if (def.type === 'nullable' || def.type === 'optional') {
      const [part, inner] = bare(schema)
      return `${this.#part(part)}(${this.of(inner, name)})`
    }
    throw new TypeError(`No check is known for ${name}, a schema of the type ${def.type}.`)
  }

  /**
   * @param {Schema} schema An object.
   * @param {string} name
   */
  #written(schema, name) {
    const def = defOf(schema)
    if (def.type !== 'object') throw new TypeError(`${name} is no object.`)
    const fields = fieldsOf(def).map(([key, field]) => {
      const [part, inner] = bare(field)
      const value = `value['${key}']`
      const wish = name + key.replace(/_*([a-z])([a-z]*)/g, (_, a, rest) => a.toUpperCase() + rest)
      const call = `${this.#named(inner, wish)}(${value}, within, '${key}')`
      return part === '' ? call : `(${value} ${absent[part]} || ${call})`
    })
    return `(value, report, key) => {
      if (!${this.#part('isRecord')}(value)) return ${this.#part('wrong')}('object', value, report, key)
      const within = ${this.#part('inside')}(report, key)
      return ${fields.join(' && ')}
    }`
  }

  /** @param {string} name */
  #part(name) {
    this.parts.add(name)
    return name
  }
}

/**
 * Returns the function of check.ts for a schema without parts.
 *
 * @param {Schema} schema
 */
function simpleCheck(schema) {
  const def = defOf(schema)
  if (def.checks?.length) return undefined
  if (def.type === 'unknown') return 'any'
  if (def.type === 'boolean') return 'bool'
  if (def.type === 'string') return 'text'
  if (def.type === 'number') {
    if (!('check' in def)) return 'number'
    if ('format' in def && def.format === 'safeint') return 'int'
  }
  return undefined
}

/** The test that lets an absent value pass, by the function of check.ts that does the same. */
const absent = { optional: '=== undefined', nullable: '=== null', nullish: '== null' }

/**
 * Returns the schema inside optional and nullable ones, and the function of check.ts that stands
 * for them.
 *
 * @param {Schema} schema
 * @returns {[part: '' | keyof typeof absent, inner: Schema]}
 */
function bare(schema) {
  const def = defOf(schema)
  if (def.type === 'nullable') return ['nullable', def.innerType]
  if (def.type !== 'optional') return ['', schema]
  const inner = defOf(def.innerType)
  return inner.type === 'nullable' ? ['nullish', inner.innerType] : ['optional', def.innerType]
}

/**
 * Returns the fields of an object that need a check. A field of the type `unknown` needs none.
 *
 * @param {import('zod/v4/core').$ZodObjectDef} def
 */
function fieldsOf(def) {
  return Object.entries(def.shape).filter(([, field]) => {
    const inner = defOf(field)
    return (inner.type === 'optional' ? defOf(inner.innerType) : inner).type !== 'unknown'
  })
}

/**
 * Returns the definition of a schema. The cast is needed because zod types inner schemas as any
 * possible schema.
 *
 * @param {Schema} schema
 */
function defOf(schema) {
  const known = /** @type {import('zod/v4/core').$ZodTypes} */ (schema)
  return known._zod.def
}

/** @param {string} source */
function formatted(source) {
  const biome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url))
  const args = ['check', '--write', `--stdin-file-path=${target}`]
  return execFileSync(biome, args, { cwd: root, input: source, encoding: 'utf8' })
}

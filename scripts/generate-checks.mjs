// The source of src/contract/checks.generated.ts, made from the zod schemas beside it. Each schema becomes
// a function that says whether a value fits and, given a report, notes what does not. The functions for
// schemas without parts, and the parts of all others, are written by hand in src/contract/check.ts.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** @typedef {import('zod/v4/core').$ZodType} Schema */

const root = fileURLToPath(new URL('..', import.meta.url))
const target = 'src/contract/checks.generated.ts'

/**
 * @param {Readonly<Record<string, Schema>>} schemas All that may have a check of its own, by the names of
 *   their constants.
 * @param {Readonly<Record<string, Schema>>} answers The ones that are asked for, by the names of answers.
 * @returns {string} TypeScript as `npm run fix` would leave it.
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

${checks.declarations.join('\n\n')}

const checks: Readonly<Record<AnswerName, Check>> = { ${rows.join(', ')} }

/** Whether a value is what the API promises under a name. */
export function isAnswer<N extends AnswerName>(name: N, value: unknown): value is WireAnswer<N> {
  return checks[name](value)
}

/** All that is wrong with a value that should be what the API promises under a name. */
export function issuesOf(name: AnswerName, value: unknown): readonly WireIssue[] {
  return issuesIn(value, checks[name])
}
`)
}

/** The schemas of the contract by the names of their constants, and the table of answers. */
export async function loadSchemas() {
  // Bundled first: Node 20 reads no TypeScript.
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

/** The checks of schemas as source text. */
class Checks {
  /** @type {string[]} */
  declarations = []
  /** What is used of check.ts. */
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
   * The name of the function that checks a schema; one that check.ts has not is declared, once.
   *
   * @param {Schema} schema
   * @param {string} wish What it is called where the schema is no constant.
   * @returns {string}
   */
  of(schema, wish) {
    const simple = simpleCheck(schema)
    if (simple) return this.#part(simple)
    const known = this.#declared.get(schema)
    if (known) return known
    const name = this.#exported.get(schema) ?? wish
    this.#declared.set(schema, name)
    const body = this.#body(schema, name, 'value, report, key')
    this.declarations.push(`const ${name}: Check = (value, report, key) => ${body}`)
    return name
  }

  /**
   * A call that checks a value: of the function that is declared for its schema, or of a part alone.
   *
   * @param {Schema} schema
   * @param {string} wish
   * @param {string} args The value, the report, the key under which it stands.
   */
  #call(schema, wish, args) {
    const inline =
      !simpleCheck(schema) && !this.#exported.has(schema) && defOf(schema).type !== 'object'
    return inline ? this.#body(schema, wish, args) : `${this.of(schema, wish)}(${args})`
  }

  /**
   * @param {Schema} schema
   * @param {string} name
   * @param {string} args
   * @returns {string}
   */
  #body(schema, name, args) {
    const def = defOf(schema)
    const [rule, ...others] = (def.checks ?? []).map((check) => check._zod.def)
    if (def.type === 'object' && !def.catchall && !rule) {
      const fields = Object.entries(def.shape)
        .filter(([, field]) => !isAnything(field))
        .map(([key, field]) => this.#field(key, field, name))
      return `{
        if (!${this.#part('isRecord')}(value)) return ${this.#part('wrong')}('object', ${args})
        const within = ${this.#part('inside')}(report, key)
        return ${fields.join(' && ')}
      }`
    }
    if (def.type === 'string' && rule && 'pattern' in rule && others.length === 0) {
      return `${this.#part('pattern')}(${args}, ${rule.pattern})`
    }
    if (def.type === 'literal') {
      const values = def.values.map((value) => JSON.stringify(value))
      return `${this.#part('oneOf')}(${args}, ${values.join(', ')})`
    }
    if (def.type === 'null') return `${this.#part('oneOf')}(${args}, null)`
    if (def.type === 'array' && (!rule || 'maximum' in rule) && others.length === 0) {
      const most = rule ? `, ${rule.maximum}` : ''
      return `${this.#part('list')}(${args}, ${this.of(def.element, `${name}Item`)}${most})`
    }
    if (def.type === 'record' && !rule) {
      return `${this.#part('map')}(${args}, ${this.of(def.valueType, `${name}Value`)})`
    }
    if (def.type === 'union' && !rule) {
      const options = def.options.map((option, index) => this.of(option, `${name}${index + 1}`))
      return `${this.#part('either')}(${args}, ${options.join(', ')})`
    }
    if (def.type === 'nullable') {
      const [value] = args.split(', ')
      return `(${value} === null || ${this.#call(def.innerType, `${name}`, args)})`
    }
    throw new TypeError(`No check is known for ${name}, a schema of the type ${def.type}.`)
  }

  /**
   * @param {string} key
   * @param {Schema} schema
   * @param {string} owner
   */
  #field(key, schema, owner) {
    const wish =
      owner + key.replace(/_*([a-z])([a-z]*)/g, (_, first, rest) => first.toUpperCase() + rest)
    const value = `value['${key}']`
    const args = `${value}, within, '${key}'`
    const def = defOf(schema)
    if (def.type !== 'optional') return this.#call(schema, wish, args)
    const inner = defOf(def.innerType)
    return inner.type === 'nullable'
      ? `(${value} == null || ${this.#call(inner.innerType, wish, args)})`
      : `(${value} === undefined || ${this.#call(def.innerType, wish, args)})`
  }

  /** @param {string} name */
  #part(name) {
    this.parts.add(name)
    return name
  }
}

/**
 * The check in check.ts of a schema that has no parts.
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

/**
 * Whether a field may hold whatever it likes, or be absent.
 *
 * @param {Schema} schema
 */
function isAnything(schema) {
  const def = defOf(schema)
  return (def.type === 'optional' ? defOf(def.innerType) : def).type === 'unknown'
}

/**
 * How a schema is made. zod gives the schemas inside others the type of all schemas that may ever be.
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

// Generates the source of schemas/models.schema.json: the JSON form of the models, from their
// interfaces.
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/**
 * The types that programs pass on as JSON: the models and the reports of jobs. The types that they
 * contain are included.
 */
const models = [
  ...['Entry', 'EntrySummary', 'Tag', 'TagWithCount', 'Annotation', 'User', 'Settings'],
  ...['TaggingRule', 'ServerInfo', 'JobProgress', 'JobReport', 'JobOutcome'],
]

/** @typedef {Record<string, unknown>} Schema */

/** @type {Map<string, Schema>} What becomes of types that are the language's. */
const known = new Map([
  ['Date', { type: 'string', format: 'date-time' }],
  ['Error', { type: 'object' }],
])

/** @type {Map<ts.SyntaxKind, Schema>} */
const keywords = new Map([
  [ts.SyntaxKind.StringKeyword, { type: 'string' }],
  [ts.SyntaxKind.NumberKeyword, { type: 'number' }],
  [ts.SyntaxKind.BooleanKeyword, { type: 'boolean' }],
  [ts.SyntaxKind.UnknownKeyword, {}],
])

/** @returns {string} The JSON Schema of the models, each under its name in `$defs`. */
export function modelsSchema() {
  const index = fileURLToPath(new URL('../src/index.ts', import.meta.url))
  // Without the standard library this takes a second. The types are read from the syntax.
  const program = ts.createProgram([index], { noLib: true, types: [] })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(index)
  const module = source && checker.getSymbolAtLocation(source)
  /** @type {Map<string, Schema>} */
  const definitions = new Map()

  for (const symbol of module ? checker.getExportsOfModule(module) : []) {
    if (models.includes(symbol.name)) refer(checker.getAliasedSymbol(symbol))
  }
  const missing = models.filter((name) => !definitions.has(name))
  if (missing.length > 0) throw new Error(`src/index.ts does not export ${missing.join(', ')}.`)
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The models of wallabag-sdk as JSON',
    $comment: 'Generated from the interfaces in src/ by `npm run generate`.',
    $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return `${JSON.stringify(schema, null, 2)}\n`

  /** @param {ts.Symbol} symbol An interface, or a name for a type. @returns {Schema} */
  function refer(symbol) {
    if (!definitions.has(symbol.name)) {
      definitions.set(symbol.name, {})
      const [declaration] = symbol.declarations ?? []
      const schema =
        declaration && ts.isTypeAliasDeclaration(declaration)
          ? schemaOf(declaration.type)
          : objectOf(symbol)
      definitions.set(symbol.name, { ...described(symbol), ...schema })
    }
    return { $ref: `#/$defs/${symbol.name}` }
  }

  /** @param {ts.Symbol} symbol An interface. @returns {Schema} */
  function objectOf(symbol) {
    const fields = checker
      .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
      // Fields that are not enumerable are not in the JSON; their description says so.
      .filter((field) => !described(field).description?.includes('not enumerable'))
      .flatMap((field) => {
        const { valueDeclaration: at } = field
        if (!at || ts.isMethodSignature(at)) return []
        if (!ts.isPropertySignature(at) || !at.type || at.questionToken) {
          throw new Error(`${symbol.name}.${field.name} has no form in the JSON Schema.`)
        }
        return [{ name: field.name, schema: { ...described(field), ...schemaOf(at.type) } }]
      })
    return {
      type: 'object',
      properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
      required: fields.map(({ name }) => name),
      additionalProperties: false,
    }
  }

  /** @param {ts.TypeNode} type @returns {Schema} */
  function schemaOf(type) {
    const keyword = keywords.get(type.kind)
    if (keyword) return keyword
    if (ts.isArrayTypeNode(type)) return { type: 'array', items: schemaOf(type.elementType) }
    // `readonly T[]`
    if (ts.isTypeOperatorNode(type)) return schemaOf(type.type)
    if (ts.isLiteralTypeNode(type)) {
      if (type.literal.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' }
      if (ts.isStringLiteral(type.literal)) return { const: type.literal.text }
    }
    if (ts.isUnionTypeNode(type)) {
      const parts = type.types.map(schemaOf)
      if (parts.every((part) => 'const' in part))
        return { enum: parts.map((part) => part['const']) }
      const isPlain = parts.every((part) => Object.keys(part).join() === 'type')
      return isPlain ? { type: parts.map((part) => part['type']) } : { anyOf: parts }
    }
    if (ts.isTypeReferenceNode(type)) return named(type)
    throw new Error(`${type.getText()} has no form in the JSON Schema.`)
  }

  /** @param {ts.TypeReferenceNode} type @returns {Schema} */
  function named({ typeName, typeArguments = ts.factory.createNodeArray() }) {
    const name = typeName.getText()
    const [first, second] = typeArguments
    if (name === 'Readonly' && first) return schemaOf(first)
    if (name === 'Record' && second) {
      return { type: 'object', additionalProperties: schemaOf(second) }
    }
    const schema = known.get(name)
    if (schema) return schema
    const symbol = checker.getSymbolAtLocation(typeName)
    if (!symbol) throw new Error(`${name} has no form in the JSON Schema.`)
    // The input of a job can have any type.
    if (symbol.flags & ts.SymbolFlags.TypeParameter) return {}
    return refer(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
  }

  /** @param {ts.Symbol} symbol @returns {{ description?: string }} */
  function described(symbol) {
    const description = ts.displayPartsToString(symbol.getDocumentationComment(checker))
    return description ? { description } : {}
  }
}

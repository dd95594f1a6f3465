import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Something that users can name or call. */
export interface PublicName {
  /** The name, such as `Wallabag.fromEnv`. */
  readonly name: string
  /** Whether it is a class, a function or a method with a body, which needs an example. */
  readonly isCallable: boolean
  /** The examples without their fences. */
  readonly examples: readonly string[]
}

const config = fileURLToPath(new URL('../../tsconfig.json', import.meta.url))

/** The entry points in tsconfig.json, by the name under which they are imported. */
function entryPoints(): Map<string, string> {
  const { config: read } = ts.readConfigFile(config, (path) => readFileSync(path, 'utf8'))
  const paths: Record<string, [string]> = read.compilerOptions.paths
  return new Map(
    Object.entries(paths).map(([name, [path]]) => [name, resolve(dirname(config), path)]),
  )
}

/** Finds everything that users can call: exports, and the classes of their properties. */
export function publicApi(): PublicName[] {
  const files = [...entryPoints().values()]
  // Without the standard library this takes a second. Names and comments do not depend on it.
  const program = ts.createProgram(files, { noLib: true, types: [] })
  const checker = program.getTypeChecker()
  const found = new Map<ts.Symbol, PublicName>()

  const visit = (symbol: ts.Symbol, name: string) => {
    const [declaration] = symbol.getDeclarations() ?? []
    if (!declaration || found.has(symbol) || isForeign(declaration) || isInternal(symbol)) return
    const isClass = ts.isClassDeclaration(declaration)
    const isCallable = isClass || ts.isFunctionDeclaration(declaration) || isMethod(declaration)
    found.set(symbol, { name, isCallable, examples: examplesOf(symbol) })
    if (isClass || ts.isInterfaceDeclaration(declaration)) visitMembers(symbol, name)
  }

  const visitMembers = (symbol: ts.Symbol, name: string) => {
    const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
    for (const member of [...members, ...(symbol.exports?.values() ?? [])]) {
      const [declaration] = member.getDeclarations() ?? []
      if (!declaration || isPrivate(declaration) || isInternal(member)) continue
      if (isMethod(declaration) || ts.isMethodSignature(declaration))
        visit(member, `${name}.${member.name}`)
      const type = checker.getTypeOfSymbol(member).getSymbol()
      if (type && type.flags & ts.SymbolFlags.Class) visit(type, type.name)
    }
  }

  for (const file of files) {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    for (const symbol of module ? checker.getExportsOfModule(module) : []) {
      const isAlias = symbol.flags & ts.SymbolFlags.Alias
      visit(isAlias ? checker.getAliasedSymbol(symbol) : symbol, symbol.name)
    }
  }
  return [...found.values()]
}

function isForeign(declaration: ts.Declaration): boolean {
  return declaration.getSourceFile().fileName.includes('node_modules')
}

function isMethod(declaration: ts.Declaration): boolean {
  return ts.isMethodDeclaration(declaration)
}

function isPrivate(declaration: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(declaration)
  return !name || ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name)
}

function isInternal(symbol: ts.Symbol): boolean {
  return symbol.getJsDocTags().some(({ name }) => name === 'internal')
}

function examplesOf(symbol: ts.Symbol): string[] {
  return symbol
    .getJsDocTags()
    .filter(({ name }) => name === 'example')
    .map(({ text }) => ts.displayPartsToString(text).replace(/^```\w*\n|\n```$/gm, ''))
}

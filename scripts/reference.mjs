// Writes docs/reference from the TSDoc of the public API. With --check, it only says whether it is
// current.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Application,
  Comment,
  CommentTag,
  Converter,
  DeclarationReflection,
  ReflectionKind,
} from 'typedoc'
import { SymbolFlags } from 'typescript'

/** The names by which the entry points are imported. */
const names = new Map([
  ['src', 'wallabag-sdk'],
  ['src/core', 'wallabag-sdk/core'],
  ['src/annotations', 'wallabag-sdk/annotations'],
  ['src/node', 'wallabag-sdk/node'],
  ['src/redis', 'wallabag-sdk/redis'],
  ['src/schemas', 'wallabag-sdk/schemas'],
  ['src/sync', 'wallabag-sdk/sync'],
  ['src/text', 'wallabag-sdk/text'],
  ['mocks', 'wallabag-sdk/testing'],
])

const target = fileURLToPath(new URL('../docs/reference', import.meta.url))
const written = await mkdtemp(join(tmpdir(), 'wallabag-sdk-reference-'))

const app = await Application.bootstrapWithPlugins({ out: written })
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
  const { project } = context
  for (const one of project.getReflectionsByKind(ReflectionKind.Interface)) {
    const symbol = context.getSymbolFromReflection(one)
    if (symbol && symbol.flags & SymbolFlags.Class) one.kind = ReflectionKind.Class
  }
})
app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
  for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name
  for (const one of project.getReflectionsByKind(ReflectionKind.Class)) nameHeritage(project, one)
})
const project = await app.convert()
if (!project) process.exit(1)
await app.generateOutputs(project)

if (process.argv.includes('--check')) {
  const [wanted, found] = [await textOf(written), await textOf(target)]
  if (wanted !== found) {
    console.error('docs/reference is not what the TSDoc says: run `npm run reference`.')
    process.exitCode = 1
  }
} else {
  await rm(target, { recursive: true, force: true })
  await cp(written, target, { recursive: true })
}
await rm(written, { recursive: true })

/**
 * Documents each method once, in the class that declares it. A class only lists the members that it
 * inherits from another class of the reference, with links.
 *
 * @param {import('typedoc').ProjectReflection} project
 * @param {import('typedoc').Reflection} reflection
 */
function nameHeritage(project, reflection) {
  if (!(reflection instanceof DeclarationReflection)) return
  /** @type {Map<import('typedoc').Reflection, [DeclarationReflection, DeclarationReflection][]>} */
  const inherited = new Map()
  for (const member of reflection.children ?? []) {
    const origin = originOf(member)
    if (origin === member || !origin.parent || member.name === 'constructor') continue
    const members = inherited.get(origin.parent) ?? []
    inherited.set(origin.parent, [...members, [member, origin]])
  }
  for (const [parent, members] of inherited) {
    const links = members.flatMap(([{ name }, origin]) => [textPart(', '), linkTo(name, origin)])
    const parts = [
      textPart('From '),
      linkTo(parent.name, parent),
      textPart(': '),
      ...links.slice(1),
    ]
    reflection.comment ??= new Comment()
    reflection.comment.blockTags.push(new CommentTag('@remarks', parts))
    for (const [member] of members) project.removeReflection(member)
  }
}

/**
 * Returns the declaration of an inherited member.
 *
 * @param {DeclarationReflection} member
 * @returns {DeclarationReflection}
 */
function originOf(member) {
  const next = member.inheritedFrom?.reflection
  return next instanceof DeclarationReflection ? originOf(next) : member
}

/**
 * @param {string} text
 * @returns {import('typedoc').CommentDisplayPart}
 */
function textPart(text) {
  return { kind: 'text', text }
}

/**
 * @param {string} text
 * @param {import('typedoc').Reflection} target
 * @returns {import('typedoc').CommentDisplayPart}
 */
function linkTo(text, target) {
  return { kind: 'inline-tag', tag: '@link', text, target }
}

/** @param {string} folder */
async function textOf(folder) {
  const paths = await readdir(folder, { recursive: true }).catch(() => [])
  const pages = paths.filter((path) => path.endsWith('.md')).sort()
  const texts = pages.map(async (path) => `${path}\n${await readFile(join(folder, path), 'utf8')}`)
  return (await Promise.all(texts)).join('\n')
}

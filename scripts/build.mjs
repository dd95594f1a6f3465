// Bundles the packages. It does not use the command `tsdown`, which prints a deprecation warning on
// Node 20.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'tsdown'
import ts from 'typescript'

await build({ logLevel: 'warn' })

// For an uncaught error Node prints the line that threw it. In a file of one line, that would be
// the whole file.
for (const name of readdirSync('dist').filter((file) => file.endsWith('.js'))) {
  writeFileSync(`dist/${name}`, inLines(readFileSync(`dist/${name}`, 'utf8')))
}

// Declarations must not cite quirks, because their readers do not have the list of quirks at hand.
const citing = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.d.ts') && /\bquirks? \d/i.test(readFileSync(`dist/${name}`, 'utf8')),
)
if (citing.length > 0) throw new Error(`${citing.join(', ')}: a comment that ships cites a quirk.`)

/**
 * Puts each statement and each class member on a line of its own.
 *
 * @param {string} code
 */
function inLines(code) {
  /** @type {Set<number>} */
  const ends = new Set()
  /** @param {ts.Node} node */
  const visit = (node) => {
    const isLine = ts.isStatement(node) && !ts.isBlock(node) && 'statements' in node.parent
    if (isLine || ts.isClassElement(node)) ends.add(node.end)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('built.js', code, ts.ScriptTarget.Latest, true))
  return code.replace(/(?:)/g, (_, at) => (ends.has(at) && code[at] !== '\n' ? '\n' : ''))
}

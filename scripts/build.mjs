// Bundles the packages. Not by the command `tsdown`: on Node 20 that prints that it will leave it behind.
import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'tsdown'

await build({ logLevel: 'warn' })

// Who reads the declarations has no list of the server's quirks beside them.
const citing = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.d.ts') && /\bquirks? \d/i.test(readFileSync(`dist/${name}`, 'utf8')),
)
if (citing.length > 0) throw new Error(`${citing.join(', ')}: a comment that ships cites a quirk.`)

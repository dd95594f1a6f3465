// Prepares a release. Links in the packed pages to files that are not in the package get the
// address of the repository, which is also inserted into the `git clone` line and the name of the
// MCP server. The release runs this in a checkout that is then deleted:
//
//   node scripts/publish-links.mjs https://github.com/OWNER/wallabag-sdk
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = new URL('../', import.meta.url)
const link = /(!\[[^[\]]*\]|\])\(([^)\s]+)\)/g

/** Returns the paths of all files that `npm pack` includes. */
export function packedFiles() {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--silent']
  const options = { cwd: fileURLToPath(root), encoding: /** @type {const} */ ('utf8') }
  /** @type {[{ files: { path: string }[] }]} */
  const [{ files }] = JSON.parse(execFileSync('npm', args, options))
  return new Set(files.map(({ path }) => path))
}

/**
 * Inserts the address of the repository into the links of a page to files that are not in the
 * package.
 *
 * @param {string} text - The page.
 * @param {string} page - Its path in the package.
 * @param {ReadonlySet<string>} packed - The paths of the files in the package.
 * @param {string} repository - The address of the repository, without a slash at its end.
 */
export function withAddresses(text, page, packed, repository) {
  return text
    .replaceAll('https://github.com/OWNER/wallabag-sdk', repository)
    .replace(link, (whole, start, target) => {
      if (/^(?:[a-z]+:|#)/.test(target)) return whole
      const [path, anchor] = target.split('#')
      const file = posix.join(posix.dirname(page), path)
      if (packed.has(file)) return whole
      const kind = start.startsWith('!') ? 'raw' : 'blob'
      return `${start}(${repository}/${kind}/HEAD/${file}${anchor === undefined ? '' : `#${anchor}`})`
    })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , repository] = process.argv
  if (repository === undefined || !/^https:\/\/[^/]+\/[^/]+\/[^/]+$/.test(repository)) {
    console.error(`The address of the repository is missing or is none: ${repository}`)
    process.exit(2)
  }
  const packed = packedFiles()
  for (const page of packed) {
    if (!page.endsWith('.md')) continue
    const file = new URL(page, root)
    await writeFile(file, withAddresses(await readFile(file, 'utf8'), page, packed, repository))
  }
  // The registry of MCP servers uses the name of the owner too.
  const owner = new URL(repository).pathname.split('/')[1] ?? ''
  for (const page of ['mcp/package.json', 'mcp/server.json']) {
    const file = new URL(page, root)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replaceAll('io.github.OWNER', `io.github.${owner}`))
  }
}

// Runs changesets over the three packages as one, with one version and one changelog:
//
//   node scripts/changesets.mjs version|publish
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * @param {string} path
 * @param {(text: string) => string} change
 */
function rewrite(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

/** @param {(workspaces: string[]) => string[]} change */
function changeWorkspaces(change) {
  rewrite('package.json', (text) => {
    const manifest = JSON.parse(text)
    return `${JSON.stringify({ ...manifest, workspaces: change(manifest.workspaces) }, null, 2)}\n`
  })
}

const [command = ''] = process.argv.slice(2)

// Of npm's workspaces changesets finds the package at the root only by a “.”, of which npm itself warns.
changeWorkspaces((workspaces) => ['.', ...workspaces])
try {
  execFileSync('node_modules/.bin/changeset', [command], { stdio: 'inherit' })
} finally {
  changeWorkspaces((workspaces) => workspaces.filter((path) => path !== '.'))
}

if (command === 'version') {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const name of ['cli', 'mcp']) {
    rewrite(`${name}/src/version.ts`, (text) => text.replace(/'.*'/, `'${version}'`))
    // It says “Updated dependencies” and nothing else.
    rmSync(`${name}/CHANGELOG.md`)
  }
  rewrite('mcp/server.json', (text) => text.replace(/("version": )".*"/g, `$1"${version}"`))
}

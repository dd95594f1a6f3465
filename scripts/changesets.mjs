// Runs changesets for the three packages together, with one version and one changelog:
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

// Changesets finds the package at the root only through a “.” in the workspaces, but npm warns
// about it. So it is there only during the run.
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
    // This file only says “Updated dependencies”.
    rmSync(`${name}/CHANGELOG.md`)
  }
  rewrite('mcp/server.json', (text) => text.replace(/("version": )".*"/g, `$1"${version}"`))
}

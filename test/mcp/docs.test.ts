import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { doctor } from '../../mcp/src/doctor.js'
import { help, readCommand, toolNames } from '../../mcp/src/settings.js'
import { version } from '../../mcp/src/version.js'
import { createWorld } from './world.js'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const guide = read('docs/mcp.md')

/** The words behind `wallabag-mcp` in a set-up. */
function settingsIn(text: string): string[][] {
  const json = [...text.matchAll(/^```json\n([\s\S]*?)^```$/gm)].flatMap(([, code = '']) => {
    const { mcpServers, servers } = JSON.parse(code)
    return Object.values<{ command: string; args: string[] }>(mcpServers ?? servers)
  })
  for (const { command } of json) expect(command).toBe('npx')
  const lines = [...text.matchAll(/npx (-y wallabag-mcp.*)$/gm)].map(([, words = '']) =>
    words.split(' '),
  )
  return [...json.map(({ args }) => args), ...lines]
}

test.each(['docs/mcp.md', 'mcp/README.md'])('every set-up in %s starts the server', (page) => {
  const found = settingsIn(read(page))
  expect(found.length).toBeGreaterThan(1)
  for (const [yes, name, ...words] of found) {
    expect([yes, name]).toEqual(['-y', 'wallabag-mcp'])
    expect(readCommand(words)).toMatchObject({ run: 'stdio' })
  }
})

test('the guide and the help name every tool and every option, and no other', () => {
  const options = [...new Set(help.match(/--[a-z-]+/g))].filter(
    (option) => !['--help', '--version'].includes(option),
  )
  const allowed = /^## What you allow\n([\s\S]*?)^## /m.exec(guide)?.[1] ?? ''
  expect([...new Set(allowed.match(/--[a-z][a-z-]+/g))].sort()).toEqual(options.sort())
  for (const option of options) {
    const value = { '--port': '1', '--tools': 'find', '--profile': 'x', '--export-to': '/x' }[
      option
    ]
    expect(() => readCommand([option, ...(value === undefined ? [] : [value])])).not.toThrow()
  }
  const tools = /^## The tools\n([\s\S]*?)^## /m.exec(guide)?.[1] ?? ''
  expect([...tools.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual([...toolNames])
})

test('the doctor says what the guide shows', async () => {
  const [, shown = ''] = /^\$ wallabag-mcp doctor\n([\s\S]*?)^```$/m.exec(guide) ?? []
  const entries = [1, 2, 3].map((n) => ({ url: `https://example.org/${n}` }))
  const world = createWorld({ entries, url: 'https://read.example.org' })
  const printed: string[] = []
  expect(await doctor(world.service, (line) => printed.push(line))).toBe(true)
  expect(`${printed.join('\n')}\n`).toBe(shown)
})

test('the doctor says what is wrong with the server and with the folder', async () => {
  const world = createWorld({ settings: { exportFolder: '/nowhere/at/all' } })
  world.fake.fault({ path: /oauth/ }, 'refused')
  const printed: string[] = []
  expect(await doctor(world.service, (line) => printed.push(line))).toBe(false)
  expect(printed.join('\n')).toMatch(/✗ [^\n]+\n {2}\S[\s\S]*✗ --export-to: nothing can be written/)
})

test('server.json describes this package', () => {
  const packed = JSON.parse(read('mcp/package.json'))
  const described = JSON.parse(read('mcp/server.json'))
  expect(described).toMatchObject({ name: packed.mcpName, version })
  expect(described.description.length).toBeLessThanOrEqual(100)
  expect(described.packages).toHaveLength(1)
  expect(described.packages[0]).toMatchObject({
    registryType: 'npm',
    identifier: packed.name,
    version,
    transport: { type: 'stdio' },
  })
  const variables = described.packages[0].environmentVariables
  expect(variables.map(({ name }: { name: string }) => name)).toEqual(
    ['URL', 'CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD'].map((name) => `WALLABAG_${name}`),
  )
  const secret = variables.filter(({ isSecret }: { isSecret?: boolean }) => isSecret)
  expect(secret.map(({ name }: { name: string }) => name)).toEqual([
    'WALLABAG_CLIENT_SECRET',
    'WALLABAG_PASSWORD',
  ])
})

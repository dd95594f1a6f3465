import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readCommand } from '../../mcp/src/settings.js'
import { version } from '../../mcp/src/version.js'
import { createWorld, eras } from './world.js'

const everything = { allowDelete: true, exportFolder: '/somewhere' }

test.each(eras)(
  '%s: each tool says in one sentence what it does, and every hint is set',
  async (era) => {
    const { client } = await createWorld({ settings: everything }).connect(era)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      'find',
      'read',
      'save',
      'change',
      'tag',
      'notes',
      'export',
      'delete',
      'status',
    ])
    for (const { name, description, inputSchema, outputSchema, annotations } of tools) {
      expect(description, name).toMatch(/^[A-Z][^.]*\.$/)
      expect(inputSchema.type, name).toBe('object')
      expect(outputSchema?.['type'], name).toBe('object')
      expect(Object.keys(annotations ?? {}).sort(), name).toEqual([
        'destructiveHint',
        'idempotentHint',
        'openWorldHint',
        'readOnlyHint',
      ])
    }
    const hinted = (
      hint: 'readOnlyHint' | 'destructiveHint' | 'idempotentHint' | 'openWorldHint',
    ) => tools.filter(({ annotations }) => annotations?.[hint]).map(({ name }) => name)
    expect(hinted('readOnlyHint')).toEqual(['find', 'read', 'status'])
    expect(hinted('destructiveHint')).toEqual(['change', 'tag', 'notes', 'delete'])
    expect(hinted('idempotentHint')).toEqual(tools.map(({ name }) => name))
    expect(hinted('openWorldHint')).toEqual(['save'])
  },
)

test('what is not allowed is not offered', async () => {
  const offered = async (settings: object) => {
    const { client } = await createWorld({ settings }).connect('legacy')
    const { tools } = await client.listTools()
    return tools.map(({ name }) => name).join(' ')
  }
  expect(await offered({})).toBe('find read save change tag notes status')
  expect(await offered({ readOnly: true, ...everything })).toBe('find read tag notes status')
  expect(await offered({ tools: ['find', 'delete'] })).toBe('find')
  expect(await offered({ tools: ['find', 'delete'], allowDelete: true })).toBe('find delete')
})

test('read-only, every tool says that it changes nothing, and has no action that does', async () => {
  const world = createWorld({ settings: { readOnly: true, ...everything } })
  const { client } = await world.connect('modern')
  const { tools } = await client.listTools()
  for (const { name, annotations } of tools) expect(annotations?.readOnlyHint, name).toBe(true)
  for (const [name, args] of [
    ['tag', { action: 'rename', labels: ['a'], to: 'b' }],
    ['notes', { action: 'add', id: 1, quote: 'x' }],
  ] as const) {
    const refused = await client.callTool({ name, arguments: args })
    expect(refused.isError).toBe(true)
  }
  expect(world.calls()).toEqual([])
})

test('without leave to delete, no tool has an action that deletes', async () => {
  const { client } = await createWorld().connect('modern')
  const { tools } = await client.listTools()
  for (const { inputSchema } of tools) expect(JSON.stringify(inputSchema)).not.toMatch(/delete/i)
})

test('the command line is read, and what it does not understand is refused', () => {
  const { run, port, settings } = readCommand([
    '--read-only',
    '--tools',
    'find, tag',
    '--profile=work',
  ])
  expect([run, port, settings]).toEqual([
    'stdio',
    8722,
    {
      profile: 'work',
      readOnly: true,
      tools: ['find', 'tag'],
      allowDelete: false,
      allowPrivate: false,
      exportFolder: null,
    },
  ])
  expect(readCommand(['--http', '--port', '0'])).toMatchObject({ run: 'http', port: 0 })
  expect(readCommand(['doctor', '--allow-delete'])).toMatchObject({ run: 'doctor' })
  expect(() => readCommand(['--tools', 'find,fly'])).toThrow('there is no “fly”, but find')
  expect(() => readCommand(['--port', 'x'])).toThrow('expected a number up to 65535')
  expect(() => readCommand(['serve'])).toThrow('There is no “serve”')
  for (const words of [['--readonly'], ['--port', '--http'], ['--tools']]) {
    expect(() => readCommand(words)).toThrow(
      /^(Unknown option|Option)[^.]*\. See wallabag-mcp --help\.$/,
    )
  }
  expect(() => readCommand(['--writable'])).toThrow('--writable')
})

test('the version is that of the package', () => {
  const packed = JSON.parse(readFileSync('mcp/package.json', 'utf8'))
  expect(version).toBe(packed.version)
})

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connect } from '../support/connect.js'
import { description, object, operations } from './openapi.js'
import { rows } from './sdk-requests.js'
import { surface } from './surface.js'

const root = new URL('../../', import.meta.url)
const folders = ['account', 'annotations-api', 'entries', 'server', 'tags']
const files = [...folders.flatMap(testsIn), 'test/auth/sign-in.test.ts'].map((path) => ({
  path,
  text: readFileSync(new URL(path, root), 'utf8'),
}))

function testsIn(folder: string): string[] {
  return readdirSync(new URL(`test/${folder}/`, root))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${folder}/${name}`)
}

/** The tests that call a method, on a client of whatever name. */
function testsOf(method: string): string[] {
  const call = new RegExp(`\\.${method.replaceAll('.', '\\.')}\\(`)
  return files.filter(({ text }) => call.test(text)).map(({ path }) => path)
}

function servers(operation: { method: string; path: string }): string {
  const path = object(object(description['paths'])[operation.path])
  const since = object(path[operation.method.toLowerCase()])['x-wallabag-since']
  return `${String(since)} and later`
}

/** One row of the page; what is missing stands there as nothing. */
const table = operations.map((operation) => {
  const methods = surface[operation.id] ?? []
  const recordings = rows
    .filter((row) => row.operations.includes(operation.id))
    .flatMap((row) => row.recordings)
  return {
    operation: operation.id,
    request: `${operation.method} ${operation.path}`,
    methods,
    servers: servers(operation),
    recordings: operation.id === 'createToken' ? ['oauth.password.ok'] : [...new Set(recordings)],
    tests: [...new Set(methods.flatMap(testsOf))].sort(),
  }
})

describe('every operation of the API', () => {
  test('has a method of the SDK, that exists', () => {
    const { wallabag } = connect()
    expect(Object.keys(surface).sort()).toEqual(operations.map(({ id }) => id).sort())
    const missing = Object.values(surface)
      .flat()
      .filter((method) => typeof at(wallabag, method) !== 'function')
    expect(missing).toEqual([])
  })

  test('is recorded, tested, and known by its servers', () => {
    const empty = table.filter(
      ({ methods, servers: known, recordings, tests }) =>
        methods.length === 0 ||
        recordings.length === 0 ||
        tests.length === 0 ||
        !/^2\.\d\.\d/.test(known),
    )
    expect(empty).toEqual([])
  })

  test('stands in docs/api-coverage.md as it is', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/api-coverage.md')
  })
})

function at(wallabag: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((owner, name) => Reflect.get(Object(owner), name), wallabag)
}

function page(): string {
  const code = (items: readonly string[]) => items.map((item) => `\`${item}\``).join(' ')
  const lines = table.map(({ operation, request, methods, servers: known, tests }) =>
    [`\`${operation}\``, `\`${request}\``, code(methods), known, tests.map(link).join(' ')].join(
      ' | ',
    ),
  )
  return `# Coverage of the API

Every operation of \`schemas/wallabag.openapi.yaml\`, the methods of the SDK that are there for it (jobs look things up by others as well), the servers that have it, and the tests that call those methods. That each request equals a recorded one is proved in [test/contract/sdk-requests.ts](../test/contract/sdk-requests.ts). What the API has and the SDK has no method for is reached by \`wallabag.request(method, path, { query, json })\`.

This page is written by \`npx vitest run test/contract/coverage.test.ts -u\`, and checked by every test run.

| Operation | Request | Methods | Servers | Tests |
| --------- | ------- | ------- | ------- | ----- |
${lines.map((line) => `| ${line} |`).join('\n')}
`
}

function link(path: string): string {
  return `[${path.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${path})`
}

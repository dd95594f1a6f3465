import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { transform } from 'esbuild'
import { expect, vi } from 'vitest'
import * as sdk from 'wallabag-sdk'
import * as annotations from 'wallabag-sdk/annotations'
import * as core from 'wallabag-sdk/core'
import models from 'wallabag-sdk/models.schema.json' with { type: 'json' }
import * as redis from 'wallabag-sdk/redis'
import * as schemas from 'wallabag-sdk/schemas'
import * as sync from 'wallabag-sdk/sync'
import * as testing from 'wallabag-sdk/testing'
import * as text from 'wallabag-sdk/text'
import { environmentOf } from './account.js'

/** A code block in a document. */
export interface Snippet {
  readonly code: string
  /** The line where it begins, for the name of its test. */
  readonly line: number
}

/**
 * Returns the code blocks of a document in TypeScript, JavaScript or both. The path is relative to
 * the root.
 */
export function snippetsOf(path: string, language: 'ts' | 'js' | 'ts|js' = 'ts|js'): Snippet[] {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const fenced = new RegExp(`^\`\`\`(?:${language})\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return [...text.matchAll(fenced)].map((match) => ({
    code: match[1] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }))
}

/** The packages that a snippet may import. */
const packages: Record<string, object> = {
  'wallabag-sdk': sdk,
  'wallabag-sdk/annotations': annotations,
  'wallabag-sdk/models.schema.json': { default: models },
  'wallabag-sdk/redis': redis,
  'wallabag-sdk/schemas': schemas,
  'wallabag-sdk/sync': sync,
  'wallabag-sdk/testing': testing,
  'wallabag-sdk/text': text,
}

/**
 * Creates the scope of a snippet: a fake server at `https://read.example.org` with a small library,
 * its credentials, which are also in the environment, and a `Wallabag` that reaches it.
 */
export function snippetScope() {
  const fake = testing.createFakeWallabag({ url: 'https://read.example.org' })
  fake.seed.library(12, { seed: 7 })
  class Wallabag extends sdk.Wallabag {
    constructor(options: sdk.WallabagOptions) {
      super({ fetch: fake.fetch, ...options })
    }

    static override fromEnv(options: Partial<sdk.WallabagOptions> = {}) {
      return sdk.Wallabag.fromEnv({ fetch: fake.fetch, ...options })
    }
  }
  class CoreWallabag extends core.Wallabag {
    constructor(options: sdk.WallabagOptions) {
      super({ fetch: fake.fetch, ...options })
    }
  }
  for (const [name, value] of Object.entries(environmentOf(fake.url, fake.credentials))) {
    vi.stubEnv(name, value)
  }
  const logged: unknown[][] = []
  const log = (...values: unknown[]) => void logged.push(values)
  return {
    fake,
    logged,
    scope: {
      ...fake.credentials,
      wallabag: new Wallabag({ url: fake.url, auth: fake.credentials }),
      console: { log, debug: log, info: log, warn: log, error: log },
    } satisfies Record<string, unknown>,
    packages: {
      ...packages,
      'wallabag-sdk': { ...sdk, Wallabag },
      'wallabag-sdk/core': { ...core, Wallabag: CoreWallabag },
    },
  }
}

/**
 * A value in a comment: `f(x) // 7`, `console.log(x) // 'a'`. Other text in comments is not a
 * value.
 */
const claim =
  /^( *)(?!const |let |for |if |import |\/\/)(\S.*?) \/\/ ((?:['"[{\d-]|true|false|null).*)$/gm

/** Turns the values in comments into checks. */
function withClaims(code: string): string {
  return code.replace(claim, (line, indent: string, statement: string, value: string) => {
    const logs = /^console\.log\((.*)\)$/.exec(statement)
    const checked = `claimed([${logs?.[1] ?? statement}], [${value}])`
    if (!isCode(checked)) return line
    return indent + (logs ? `console.log(...${checked})` : checked)
  })
}

function isCode(text: string): boolean {
  try {
    return typeof new Function(`return async () => ${text}`) === 'function'
  } catch {
    return false
  }
}

function claimed(actual: unknown[], value: unknown[]): unknown[] {
  expect(actual).toEqual(value)
  return actual
}

/**
 * Runs a snippet. Errors are thrown, and values in comments must be correct. Files that it leaves
 * in the temporary folder are deleted.
 *
 * @param atMost - Milliseconds after which a snippet that never ends counts as run (default: it
 * must end).
 */
export async function runSnippet(
  code: string,
  {
    scope,
    packages,
    atMost,
  }: { scope: object; packages: Record<string, object>; atMost?: number | undefined },
): Promise<void> {
  const { code: script } = await transform(withClaims(code), { loader: 'ts', target: 'es2022' })
  const body = script
    .replace(/^import \* as (\w+) from ("[^"]+");$/gm, 'const $1 = await imported($2)')
    .replace(/^import (\{[^}]*\}) from ("[^"]+");$/gm, (_, names: string, from: string) => {
      return `const ${names.replace(/ as /g, ': ')} = await imported(${from})`
    })
    .replace(/^import (\w+) from ("[^"]+");$/gm, 'const $1 = (await imported($2)).default')
  const imported = async (name: string): Promise<object> => packages[name] ?? (await import(name))
  // An import shadows a name of the scope, as it would in a file.
  const names = Object.keys(scope)
  const run: unknown = new Function(
    'imported',
    'claimed',
    ...names,
    `return (async () => { {${body}} })()`,
  )
  if (typeof run !== 'function') throw new Error('a snippet is the body of a function')
  const outer = process.env['TMPDIR']
  const folder = await mkdtemp(join(tmpdir(), 'snippet-'))
  process.env['TMPDIR'] = folder
  try {
    const running = run(imported, claimed, ...Object.values(scope))
    await (atMost === undefined ? running : Promise.race([running, setTimeout(atMost)]))
  } finally {
    if (outer === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = outer
    await rm(folder, { recursive: true, force: true })
  }
}

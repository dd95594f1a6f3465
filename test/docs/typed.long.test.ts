import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { snippetsOf } from '../support/snippets.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const guides = readdirSync(`${root}docs`).filter((name) => name.endsWith('.md'))

/** What a snippet may take for granted: it is said around it, or comes from a platform. */
const surroundings = `
declare const wallabag: import('wallabag-sdk').Wallabag
declare const clientId: string, clientSecret: string, username: string, password: string
declare function askYourBroker(): Promise<string>
declare function myTool(url: string, auth: import('wallabag-sdk').PasswordAuth): Promise<void>
declare const chrome: { storage: { session: import('wallabag-sdk').ExtensionStorage } }
`

test('every snippet that is called TypeScript is, as strict as can be', { timeout: 60_000 }, () => {
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  // A snippet shows a value more often than it uses it.
  Object.assign(options, { noUnusedLocals: false, noUnusedParameters: false })
  const files = new Map(
    ['README.md', ...guides.map((name) => `docs/${name}`)].flatMap((page) =>
      snippetsOf(page, 'ts').map(({ code, line }) => [
        `${root}${page.replace(/\W/g, '-')}-${line}.ts`,
        `${code}\nexport {}\n`,
      ]),
    ),
  )
  expect(files.size).toBeGreaterThan(20)
  files.set(`${root}surroundings.d.ts`, surroundings)
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => files.has(name) || fileExists(name)
  host.readFile = (name) => files.get(name) ?? readFile(name)
  host.getSourceFile = (name, version, ...rest) => {
    const text = files.get(name)
    if (text === undefined) return getSourceFile(name, version, ...rest)
    return ts.createSourceFile(name, text, version)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  const wrong = [...files.keys()].flatMap((name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  )
  expect(wrong).toEqual([])
})

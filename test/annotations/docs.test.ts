import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { expect, it } from 'vitest'
import * as annotations from 'wallabag-sdk/annotations'

const page = readFileSync(new URL('../../docs/annotations.md', import.meta.url), 'utf8')
const snippets = Array.from(page.matchAll(/^```js\n([\s\S]*?)^```$/gm), ([, code = '']) => code)

/** The HTML that the page says its entry has, in words and not in a snippet. */
const content = /`entry\.content` is `([^`]+)`/.exec(page)?.[1]?.replace(/\n/g, ' ')

it('the page has its snippets', () => expect(snippets).toHaveLength(4))

it.each(snippets.map((code, index) => [index + 1, code] as const))(
  'snippet %i does what it says',
  async (_, code) => {
    const created: unknown[] = []
    const logged: unknown[] = []
    const run: unknown = runInThisContext(
      `(async ({ annotations, entry, wallabag, console }) => {
        ${code.replace(/import (\{.*\}) from 'wallabag-sdk\/annotations'/, 'const $1 = annotations')}
      })`,
    )
    if (typeof run !== 'function') throw new Error('the snippet is a function body')
    await run({
      annotations,
      entry: { id: 7, content },
      wallabag: { annotations: { create: async (...args: unknown[]) => created.push(args) } },
      console: { log: (value: unknown) => logged.push(value) },
    })
    const said = Array.from(code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm), ([, value]) =>
      runInThisContext(`(${value})`),
    )
    expect(logged).not.toHaveLength(0)
    expect(JSON.stringify(logged)).toBe(JSON.stringify(said))
    expect(created).toHaveLength(code.includes('create(') ? 1 : 0)
  },
)
